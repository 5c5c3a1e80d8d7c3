"""The doors of the staff rooms: by role, before anything is read."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils import translation

from dossiers.reads import scope


def staff(*roles: str):
    """Lets in whoever holds one of these roles somewhere; `request.reader` says where. Others: 403.

    The staff rooms speak Vietnamese whatever the public pages were last read in.
    """

    def guard(view):
        @wraps(view)
        def door(request, *args, **kwargs):
            translation.activate("vi")
            request.reader = scope.reader_of(request.user)
            if not request.reader.has(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return door

    return guard
