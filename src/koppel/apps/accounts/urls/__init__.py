"""Addresses of one's own account, of users, and of the operator's pages about parties."""

from django.urls import path

from koppel.apps.accounts.pages import account, parties, sign_in, users

app_name = "accounts"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/devices/end-others/", account.end_other_devices, name="end_other_devices"),
    path("account/devices/<slug:code>/end/", account.end_device, name="end_device"),
    path("account/tokens/new/", account.new_token, name="new_token"),
    path("account/tokens/<uuid:token_uuid>/revoke/", account.revoke_token, name="revoke_token"),
    path("account/two-step/recovery-codes/", sign_in.recovery_codes, name="recovery_codes"),
    path("invitation/<str:secret>/", sign_in.accept, name="accept"),
    path("users/", users.users, name="users"),
    path("users/invite/", users.invite, name="invite"),
    path("users/companies/", users.company_users, name="company_users"),
    path("users/invitations/<uuid:invitation_uuid>/resend/", users.resend, name="resend"),
    path("users/invitations/<uuid:invitation_uuid>/withdraw/", users.withdraw, name="withdraw"),
    path("users/<uuid:user_uuid>/", users.user, name="user"),
    path("users/<uuid:user_uuid>/deactivate/", users.deactivate, name="deactivate"),
    path("users/<uuid:user_uuid>/reactivate/", users.reactivate, name="reactivate"),
    path("users/<uuid:user_uuid>/reset-two-step/", users.reset_second_step, name="reset_second_step"),
    path("operator/partners/", parties.partners, name="partners"),
    path("operator/partners/new/", parties.new_partner, name="new_partner"),
    path("operator/partners/<uuid:party_uuid>/", parties.partner, name="partner"),
    path("operator/companies/", parties.companies, name="companies"),
]
