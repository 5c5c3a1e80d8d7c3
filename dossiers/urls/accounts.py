"""Addresses of everybody who signs in."""

from django.urls import path

from dossiers.views.accounts import entrance, own, passwords, second_factor

urlpatterns = [
    path("can-bo/dang-nhap", entrance.SignIn.as_view(), name="sign-in"),
    path("can-bo/dang-xuat", entrance.SignOut.as_view(), name="sign-out"),
    path("can-bo/da-nhap", entrance.typed, name="kept"),
    path("can-bo/quen-mat-khau", passwords.forgotten, name="password-forgotten"),
    path("can-bo/dat-mat-khau", passwords.set_anew, name="password-set"),
    path("can-bo/mat-khau", passwords.change, name="password"),
    path("can-bo/ma-xac-thuc", second_factor.code, name="second-factor"),
    path("can-bo/ma-xac-thuc/thiet-bi", second_factor.new, name="second-factor-new"),
    path("can-bo/ma-xac-thuc/du-phong", second_factor.recovery_codes, name="recovery-codes"),
    path("can-bo/tai-khoan", own.account, name="account"),
    path("can-bo/tai-khoan/ket-thuc-phien", own.end_sessions, name="sessions-end"),
]
