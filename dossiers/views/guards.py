"""The doors of the staff rooms: by role, before anything is read."""

from functools import wraps

from django.core.exceptions import PermissionDenied

from dossiers.reads import scope


def staff(*roles: str):
    """Lets in whoever holds one of these roles somewhere; `request.reader` says where. Others: 403."""

    def guard(view):
        @wraps(view)
        def door(request, *args, **kwargs):
            request.reader = scope.reader_of(request.user)
            if not request.reader.has(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return door

    return guard


def signed_in(view):
    """Lets in everybody who has signed in, whatever they are; `request.reader` is for the menu."""

    @wraps(view)
    def door(request, *args, **kwargs):
        request.reader = scope.reader_of(request.user)
        return view(request, *args, **kwargs)

    return door
