using Runner.Plugins.Scan;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Services;

/// <summary>The daemons that service detection must name, each on a port that says nothing about it.</summary>
static class ServiceDaemons
{
    static readonly bool IsRoot = System.Environment.IsPrivilegedProcess;

    public static IReadOnlyList<ServiceDaemon> All { get; } =
    [
        .. Web(), .. Mail(), .. Files(), .. Databases(), .. Queues(), .. Names(), .. Desktops(), .. Others(),
    ];

    static Task<string[]> Arguments(params string[] arguments) => Task.FromResult(arguments);

    static Func<PeerFolder, int, Task<string[]>> With(string file, Func<PeerFolder, int, string> text, Func<string, int, string[]> arguments) =>
        (folder, port) => Arguments(arguments(folder.Write(file, text(folder, port)), port));

    static IEnumerable<ServiceDaemon> Web()
    {
        yield return new("nginx", "http", "nginx", "nginx-light", With("nginx.conf", (folder, port) => Nginx(folder, $"listen 127.0.0.1:{port};"), (file, _) => ["-c", file, "-e", "stderr"]));
        yield return new("nginx", "https", "nginx", "nginx-light", (folder, port) =>
        {
            var certificate = TestCertificate.SelfSigned();
            folder.Write("tls.pem", certificate.Certificate);
            folder.Write("tls.key", certificate.Key);
            return Arguments("-c", folder.Write("nginx.conf", Nginx(folder, $"listen 127.0.0.1:{port} ssl; ssl_certificate {folder.At("tls.pem")}; ssl_certificate_key {folder.At("tls.key")};")), "-e", "stderr");
        }) { As = "nginx over TLS" };
        yield return new("lighttpd", "http", "lighttpd", "lighttpd", With(
            "lighttpd.conf", (folder, port) => $"server.document-root = \"{folder.Path}\"\nserver.bind = \"127.0.0.1\"\nserver.port = {port}\n", (file, _) => ["-D", "-f", file]));
        yield return new("apache2", "http", "Apache", "apache2-bin", With("apache.conf", (folder, port) => $"""
            ServerRoot {folder.Path}
            ServerName localhost
            Listen 127.0.0.1:{port}
            PidFile {folder.At("pid")}
            ErrorLog /dev/stderr
            DefaultRuntimeDir {folder.Path}
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            DocumentRoot {folder.Path}
            User nobody
            Group nogroup
            """, (file, _) => ["-DFOREGROUND", "-f", file]));
        yield return new("haproxy", "http", "HAProxy", null, With("haproxy.cfg", (_, port) => $"""
            defaults
              mode http
              timeout client 5s
              timeout server 5s
              timeout connect 5s
            frontend f
              bind 127.0.0.1:{port}
              default_backend none
            backend none

            """, (file, _) => ["-db", "-f", file]));
        yield return new("squid", "http-proxy", "Squid", "squid", With("squid.conf", (folder, port) => $"""
            http_port 127.0.0.1:{port}
            pid_filename {folder.At("squid.pid")}
            cache_log {folder.At("cache.log")}
            access_log none
            coredump_dir {folder.Path}
            cache deny all
            http_access deny all

            """, (file, port) => ["-N", "-n", $"services{port}", "-f", file]));
        yield return new("tinyproxy", "http-proxy", "Tinyproxy", "tinyproxy-bin", With("tinyproxy.conf", (_, port) => $"Port {port}\nListen 127.0.0.1\nTimeout 30\nMaxClients 10\n", (file, _) => ["-d", "-c", file]));
        yield return new("cupsd", "ipp", "CUPS", "cups-daemon", (folder, port) =>
        {
            folder.Write("cups-files.conf", $"ServerRoot {folder.Path}\nStateDir {folder.Path}\nCacheDir {folder.Path}\nRequestRoot {folder.Path}\nTempDir {folder.Path}\nErrorLog stderr\nAccessLog {folder.At("access")}\nPageLog {folder.At("page")}\nDataDir /usr/share/cups\nServerBin /usr/lib/cups\n");
            return Arguments("-f", "-c", folder.Write("cupsd.conf", $"Listen 127.0.0.1:{port}\nWebInterface No\nBrowsing No\nServerTokens OS\n"), "-s", folder.At("cups-files.conf"));
        });
        yield return new("prometheus-node-exporter", "prometheus-exporter", "Prometheus node exporter", "prometheus-node-exporter", (_, port) => Arguments($"--web.listen-address=127.0.0.1:{port}")) { Nmap = "http" };
        yield return new("etcd", "etcd", "etcd", "etcd-server", (folder, port) =>
        {
            var peers = PeerProcess.FreePort();
            return Arguments(
                "--data-dir", folder.At("data"), "--listen-client-urls", $"http://127.0.0.1:{port}", "--advertise-client-urls", $"http://127.0.0.1:{port}",
                "--listen-peer-urls", $"http://127.0.0.1:{peers}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peers}", "--initial-cluster", $"default=http://127.0.0.1:{peers}");
        });
    }

    static string Nginx(PeerFolder folder, string listen) => $$"""
        daemon off;
        master_process off;
        {{(IsRoot ? "user root;" : "")}}
        pid {{folder.At("nginx.pid")}};
        events { worker_connections 128; }
        http {
          access_log off;
          client_body_temp_path {{folder.At("body")}};
          proxy_temp_path {{folder.At("proxy")}};
          fastcgi_temp_path {{folder.At("fastcgi")}};
          uwsgi_temp_path {{folder.At("uwsgi")}};
          scgi_temp_path {{folder.At("scgi")}};
          server {
            {{listen}}
            location / { default_type text/html; return 200 '<html><head><title>Example &amp; Co.</title></head></html>'; }
          }
        }
        """;

    static IEnumerable<ServiceDaemon> Mail()
    {
        yield return new("exim4", "smtp", "Exim smtpd", "exim4-daemon-light", (folder, port) =>
        {
            var file = folder.Write("exim.conf", $"primary_hostname = mail.test\nspool_directory = {folder.Path}\nlog_file_path = {folder.At("%slog")}\ndaemon_smtp_ports = {port}\nlocal_interfaces = 127.0.0.1\nacl_smtp_rcpt = deny\nexim_user = {(IsRoot ? "Debian-exim" : System.Environment.UserName)}\n");
            return Arguments("-C", file, "-bdf", "-oX", $"127.0.0.1.{port}", "-oP", folder.At("pid"));
        });
        yield return Dovecot("imap", "imap", "Dovecot imapd");
        yield return Dovecot("pop3", "pop3", "Dovecot pop3d");
    }

    static ServiceDaemon Dovecot(string protocol, string service, string product) => new("dovecot", service, product, null, With("dovecot.conf", (folder, port) => $$"""
        base_dir = {{folder.At("run")}}
        log_path = /dev/stderr
        protocols = {{protocol}}
        listen = 127.0.0.1
        ssl = no
        default_login_user = {{(IsRoot ? "dovenull" : System.Environment.UserName)}}
        default_internal_user = {{(IsRoot ? "dovecot" : System.Environment.UserName)}}
        service {{protocol}}-login {
          chroot =
          inet_listener {{protocol}} {
            port = {{port}}
          }
          inet_listener {{protocol}}s {
            port = 0
          }
        }
        service anvil {
          chroot =
        }
        passdb {
          driver = static
          args = nopassword=y
        }

        """, (file, _) => ["-F", "-c", file])) { As = $"dovecot {protocol}" };

    static IEnumerable<ServiceDaemon> Files()
    {
        yield return new("vsftpd", "ftp", "vsftpd", "vsftpd", With("vsftpd.conf", (folder, port) =>
            $"listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nrun_as_launching_user=YES\nseccomp_sandbox=NO\nlocal_enable=NO\nanonymous_enable=YES\nsecure_chroot_dir={folder.Path}\n", (file, _) => [file]));
        yield return new("python3", "ftp", "pyftpdlib", "python3-pyftpdlib", (folder, port) => Arguments("-m", "pyftpdlib", "-i", "127.0.0.1", "-p", $"{port}", "-d", folder.Path)) { As = "pyftpdlib" };
        yield return new("rsync", "rsync", "rsync", null, With("rsyncd.conf", (folder, _) => $"use chroot = no\nmotd file = /dev/null\npid file = {folder.At("pid")}\n", (file, port) =>
            ["--daemon", "--no-detach", $"--port={port}", "--address=127.0.0.1", $"--config={file}"]));
        yield return new("smbd", "smb", "Samba", null, With("smb.conf", (folder, port) => $"""
            [global]
            netbios name = runnertest
            workgroup = TEST
            interfaces = lo
            bind interfaces only = yes
            smb ports = {port}
            private dir = {folder.Path}
            lock directory = {folder.Path}
            state directory = {folder.Path}
            cache directory = {folder.Path}
            pid directory = {folder.Path}
            ncalrpc dir = {folder.Path}
            log file = {folder.At("log")}
            disable netbios = yes
            load printers = no

            """, (file, port) => ["--foreground", "--no-process-group", "-s", file, "-p", $"{port}"])) { Nmap = "netbios-ssn" };
        yield return new("git", "git", "Git daemon", null, (folder, port) => Arguments("daemon", "--listen=127.0.0.1", $"--port={port}", $"--base-path={folder.Path}", "--reuseaddr"));
    }

    static IEnumerable<ServiceDaemon> Databases()
    {
        yield return new("redis-server", "redis", "Redis", "redis-server", (folder, port) => Arguments("--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", folder.Path));
        yield return new("redis-server", "redis", "Redis", null, (folder, port) => Arguments("--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", folder.Path, "--requirepass", "secret")) { As = "redis with a password" };
        yield return new("memcached", "memcached", "Memcached", "memcached", (_, port) => Arguments(["-l", "127.0.0.1", "-p", $"{port}", "-U", "0", .. IsRoot ? ["-u", "nobody"] : Array.Empty<string>()]));
        yield return new("postgres", "postgresql", "PostgreSQL", null, async (folder, port) =>
        {
            if (IsRoot) await ProgramRun.ToEndAsync("chown", "", "nobody", folder.Path);
            string[] make = [.. IsRoot ? ["runuser", "-u", "nobody", "--"] : Array.Empty<string>(), PeerProcess.Require("initdb"), "-D", folder.At("db"), "-U", "owner", "-A", "scram-sha-256", "-N", "--pwfile", folder.Write("password", "secret")];
            (await ProgramRun.ToEndAsync(make[0], "", make[1..])).ExitCode.ShouldBe(0);
            return ["-D", folder.At("db"), "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder.Path}"];
        }) { IsNobodys = true };
        yield return new("mariadbd", "mysql", "MariaDB", "mariadb-server-core", (folder, port) =>
        {
            Directory.CreateDirectory(folder.At("data"));
            return Arguments([
                "--no-defaults", $"--datadir={folder.At("data")}", $"--port={port}", "--bind-address=127.0.0.1", $"--socket={folder.At("sock")}", $"--pid-file={folder.At("pid")}",
                "--skip-grant-tables", "--skip-networking=0", "--innodb-buffer-pool-size=16M", "--aria-log-dir-path=" + folder.At("data"), .. IsRoot ? ["--user=root"] : Array.Empty<string>()]);
        });
        yield return new("slapd", "ldap", "OpenLDAP", null, (folder, port) =>
        {
            Directory.CreateDirectory(folder.At("db"));
            var file = folder.Write("slapd.conf", $"include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile {folder.At("pid")}\ndatabase mdb\nsuffix dc=test\ndirectory {folder.At("db")}\n");
            return Arguments("-f", file, "-h", $"ldap://127.0.0.1:{port}", "-d", "0");
        });
    }

    static IEnumerable<ServiceDaemon> Queues()
    {
        yield return new("mosquitto", "mqtt", "mosquitto", "mosquitto", With("mosquitto.conf", (_, port) => $"listener {port} 127.0.0.1\nallow_anonymous true\n{(IsRoot ? "user root\n" : "")}", (file, _) => ["-c", file]));
        yield return new("nats-server", "nats", "NATS", "nats-server", (_, port) => Arguments("-a", "127.0.0.1", "-p", $"{port}")) { Nmap = "unknown" };
        yield return new("beanstalkd", "beanstalkd", "beanstalkd", "beanstalkd", (_, port) => Arguments("-l", "127.0.0.1", "-p", $"{port}")) { Nmap = "beanstalkd" };
    }

    static IEnumerable<ServiceDaemon> Names()
    {
        yield return Named(TransportProtocol.Tcp);
        yield return Named(TransportProtocol.Udp);
        yield return new("dnsmasq", "domain", "dnsmasq", "dnsmasq-base", With("dnsmasq.conf", (folder, port) => $"port={port}\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nno-daemon\nuser=\npid-file={folder.At("pid")}\n", (file, _) => ["-C", file]));
        yield return new("chronyd", "ntp", null, null, With("chrony.conf", (folder, port) => $"local stratum 5\nport {port}\ncmdport 0\nbindcmdaddress /\nbindaddress 127.0.0.1\nallow 127.0.0.1\npidfile {folder.At("pid")}\n", (file, _) =>
            ["-d", "-x", "-U", "-u", System.Environment.UserName, "-f", file])) { Protocol = TransportProtocol.Udp };
        yield return new("snmpd", "snmp", null, null, With("snmpd.conf", (_, port) => $"agentaddress udp:127.0.0.1:{port}\nrocommunity public 127.0.0.1\nsysDescr Runner test agent\n", (file, _) => ["-f", "-Lo", "-C", "-c", file])) { Protocol = TransportProtocol.Udp, Environment = ["SNMP_PERSISTENT_DIR={folder}"] };
        yield return new("kamailio", "sip", "kamailio", "kamailio", With("kamailio.cfg", (_, port) => $$"""
            #!KAMAILIO
            fork=yes
            children=1
            log_stderror=yes
            listen=udp:127.0.0.1:{{port}}
            mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
            loadmodule "sl.so"
            request_route { sl_send_reply("200", "OK"); }

            """, (file, _) => ["-f", file, "-DD", "-E", "-m", "16", "-M", "8"])) { Protocol = TransportProtocol.Udp };
    }

    static ServiceDaemon Named(TransportProtocol protocol) => new("named", "domain", "BIND", "bind9", With("named.conf", (folder, port) => $$"""
        options {
          directory "{{folder.Path}}";
          listen-on port {{port}} { 127.0.0.1; };
          listen-on-v6 { none; };
          pid-file none;
          session-keyfile none;
          recursion no;
          dnssec-validation no;
          managed-keys-directory "{{folder.Path}}";
        };
        controls { };

        """, (file, _) => ["-g", "-c", file, "-n", "1"])) { As = $"named over {protocol}", Protocol = protocol };

    static IEnumerable<ServiceDaemon> Desktops()
    {
        yield return new("Xtigervnc", "vnc", null, null, (_, port) =>
            Arguments($":{port}", "-rfbport", $"{port}", "-interface", "127.0.0.1", "-SecurityTypes", "None", "-nolisten", "unix", "-nolisten", "local", "-geometry", "320x200"));
        yield return new("xrdp", "rdp", null, null, With("xrdp.ini", (folder, port) => $"[Globals]\nport=tcp://127.0.0.1:{port}\nsecurity_layer=rdp\ncrypt_level=low\nfork=false\n[Logging]\nLogFile={folder.At("log")}\nLogLevel=ERROR\nEnableSyslog=false\n[Xorg]\nname=x\n", (file, port) =>
            ["--nodaemon", "--config", file, "--port", $"tcp://127.0.0.1:{port}"])) { Nmap = "ms-wbt-server" };
    }

    static IEnumerable<ServiceDaemon> Others()
    {
        yield return new("sshd", "ssh", "OpenSSH", "openssh-server", async (folder, port) =>
        {
            if (IsRoot) Directory.CreateDirectory("/run/sshd");
            await SshdPeer.MakeKeyAsync(folder.At("host"));
            return ["-D", "-e", "-f", folder.Write("sshd_config", $"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder.At("host")}\nPidFile none\nUsePAM no\nStrictModes no\n")];
        });
        yield return new("dropbear", "ssh", "Dropbear sshd", "dropbear-bin", (folder, port) => Arguments("-F", "-E", "-R", "-r", folder.At("key"), "-P", folder.At("pid"), "-p", $"127.0.0.1:{port}")) { IsNobodys = false };
        yield return new("busybox", "telnet", "BusyBox telnetd", null, (_, port) => Arguments("telnetd", "-F", "-b", $"127.0.0.1:{port}", "-l", "/bin/true")) { As = "busybox telnetd" };
        yield return new("ngircd", "irc", "ngIRCd", "ngircd", With("ngircd.conf", (_, port) => $"[Global]\nName = irc.test\nListen = 127.0.0.1\nPorts = {port}\nInfo = test\nAdminInfo1 = test\nAdminEMail = a@irc.test\n[Limits]\n[Options]\nDNS = no\nIdent = no\nPAM = no\n", (file, _) => ["-n", "-f", file]));
        yield return new("prosody", "xmpp", null, null, With("prosody.cfg.lua", (folder, port) => $$"""
            interfaces = { "127.0.0.1" }
            c2s_ports = { {{port}} }
            s2s_ports = {}
            http_ports = {}
            https_ports = {}
            data_path = "{{folder.Path}}"
            pidfile = "{{folder.At("pid")}}"
            modules_enabled = { "saslauth" }
            modules_disabled = { "s2s", "http", "tls" }
            c2s_require_encryption = false
            log = { error = "*console" }
            VirtualHost "localhost"

            """, (file, _) => ["-F", "--config", file])) { IsNobodys = true, Nmap = "jabber" };
        yield return new("microsocks", "socks", null, null, (_, port) => Arguments("-i", "127.0.0.1", "-p", $"{port}")) { Nmap = "socks5" };
        yield return new("danted", "socks", null, null, With("danted.conf", (_, port) => $"logoutput: stderr\ninternal: 127.0.0.1 port = {port}\nexternal: lo\nsocksmethod: none\nclientmethod: none\nclient pass {{ from: 0/0 to: 0/0 }}\nsocks block {{ from: 0/0 to: 0/0 }}\n", (file, _) => ["-f", file])) { Nmap = "socks5" };
    }
}
