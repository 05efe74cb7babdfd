namespace Rouse.Server.Tests.Configuration;

/// <summary>A file that sets every key, to something else than its default.</summary>
static class EveryKey
{
    public const string Text =
        """
        domains = ["Example.org", "192.0.2.1", "2001:db8::1"]
        listen = [
          "udp://*:5070",
          { url = "tcp://192.0.2.1:5070", public_address = "tcp.example.org" },
        ]
        public_address = "sip.example.org"
        data = "state"
        drain = "5s"

        [tls]
        certificate = "first.pem"
        key = "first.key"
        min_version = "1.3"
        client_certificates = "request"
        client_ca = "authority.pem"
        server_ca = "servers.pem"

        [tls.names."*.example.org"]
        certificate = "second.pem"
        key = "second.key"

        [auth]
        enabled = false
        users = "/etc/users"
        algorithms = ["SHA-256", "MD5"]
        strangers = "accept"
        nonce_expires = "30m"
        methods = ["bearer", "digest"]

        [auth.certificate]
        required_subject = "^sip:"
        covers_domain = true
        others = "refuse"

        [auth.bearer]
        authorization_server = "https://login.example.org"
        issuer = "https://issuer.example.org"
        audience = "sip"
        type = "at+jwt"
        keys = "keys.json"
        authority = "authority.pem"
        identity = "sip_identity"
        scope = "calls"
        plain = true
        refresh = "1h"
        timeout = "1s"

        [auth.sql]
        provider = "sqlite"
        connection = "Data Source=accounts.db"
        query = "SELECT password FROM users WHERE name = @user"
        timeout = "500ms"
        connections = 5
        cache = "2m"
        cache_stale = "2h"
        cache_users = 1000

        [auth.domains."Example.org"]
        algorithms = ["SHA-256"]
        methods = ["certificate"]

        [auth.domains."Example.org".bearer]
        authorization_server = "https://login.example.org"
        issuer = "https://issuer.example.org"
        audience = "sip"
        type = "at+jwt"
        keys = "keys.json"
        authority = "authority.pem"
        identity = "sip_identity"
        scope = "calls"
        plain = true
        refresh = "1h"
        timeout = "1s"

        [trust]
        hosts = ["trunk.example.net"]
        networks = ["192.0.2.0/24"]
        certificates = ["sbc.example.net"]

        [records]
        file = "records.txt"

        [diversion]
        to = "sip:voicemail@example.org"
        on = ["busy"]
        ring_time = "20s"

        [diversion.domains."example.org"]
        to = "sip:vm@example.org"

        [registrar]
        default_expires = "30m"
        min_expires = "30s"
        max_expires = "2d"
        force_expires = "10m"
        max_contacts = 5
        max_contacts_per_register = 3
        gruu = false
        service_route = ["sip:p1.example.org;lr", "<sips:p2.example.org;lr>"]
        require_path_support = true
        keep_alive = false

        [forking]
        group_wait = "20s"
        urgent_wait = "2s"
        redirects = "follow"
        decline = "one"

        [[route]]
        name = "trunk"
        to = ["sip:a.example", { uri = "sip:b.example", priority = 2, weight = 3 }]
        methods = ["INVITE"]
        domains = ["*.example"]
        users = ["+49*"]
        headers = ["X-Tenant: acme*"]
        sources = ["10.0.0.0/8", "2001:db8::7"]
        from = "anyone"
        fallback = true
        rewrite_domain = true

        [[route]]
        to = ["sip:c.example"]

        [forward]
        for = "nobody"
        private_networks = true

        [dns]
        servers = ["192.0.2.53", "[2001:db8::53]:5353"]
        timeout = "1s"

        [push]
        ring_window = "60s"
        when_silent = "500ms"
        reach = "0"
        provisional = 180
        max_per_phone = 5
        max_per_caller = 0

        [push.http]
        url = "https://push.example.org/{token}"
        method = "PUT"
        headers = { Authorization = "Bearer x", "X-App" = "y" }
        show_caller = true
        policy = "always"
        cancel = true

        [push.apps."org.example.phone".apns]
        key = "AuthKey.p8"
        key_id = "ABC123DEFG"
        team_id = "TEAM123456"
        environment = "both"
        url = "https://relay.example.org"
        development_url = "https://relay.example.org/dev"
        authority = "authority.pem"
        show_caller = true
        policy = "always"
        cancel = true

        [push.apps."org.example.phone".fcm]
        service_account = "firebase.json"
        project_number = "123456789012"
        url = "https://relay.example.org"
        token_url = "https://relay.example.org/token"
        authority = "authority.pem"
        show_caller = true
        policy = "always"
        cancel = true

        [push.apps."org.example.other"]
        apns = { certificate = "other.p12", certificate_password = "secret" }

        [guard]
        enabled = false
        trusted = ["192.0.2.0/24"]
        messages_per_source = 100
        messages_per_port = 10
        ban = "1m"
        max_ban = "2m"
        connections = 50
        connections_per_source = 5
        handshakes_per_source = 4
        registers_per_account = 3

        [timelines]
        privacy = true
        exchanges = 500
        megabytes = 5
        keep = "36h"
        keep_megabytes = 7

        [store]
        synchronous = "full"

        [admin]
        socket = false
        listen = "127.0.0.1:8060"
        token = "0123456789abcdef"

        [log]
        level = "warn"
        format = "json"
        levels = { push = "debug", Sip = "error" }
        """;
}
