namespace Runner.Workflows.Tests.Inventories;

/// <summary>Inventories of Ansible as people have them: each is read by Runner and, where it is installed, by Ansible.</summary>
static class AnsibleCases
{
    /// <summary>By name: the file that is read first, then those beside it.</summary>
    public static IReadOnlyDictionary<string, (string Path, string Text)[]> All { get; } = new Dictionary<string, (string, string)[]>
    {
        ["ini"] =
        [
            ("hosts", """
                # the classic
                lonely.example.com
                bastion ansible_host=203.0.113.7 ansible_port=2222   # the way in

                [web]
                web[01:03].example.com http_port=8080 name="two words" quoted='it''s'
                web04.example.com:2200 weight=0.5 flag=True text=yes octal=010 hex=0xff none=None big=1_000

                [db]
                db-[a:c] ansible_user=postgres roles="['primary', 'backup']" opts="{'a': 1, 'b': [2, 3]}"
                db-a primary=true hash=a\#b

                [web:vars]
                ansible_user=deploy
                greeting=hello there   # not a comment
                port=80 # a comment, as Python has it
                list=[1, 2, 'three']
                empty=
                in_quotes="in quotes"
                url=http://x/?a=b#c
                version=1.10
                negative=-5

                [prod:children]
                web
                db   # with a word

                [prod:vars]
                env=prod
                greeting=from prod
                """),
        ],
        ["ini-order"] =
        [
            ("hosts.ini", """
                [late:vars]
                a=late

                [zebra]
                h1 own=host
                [beta]
                h1
                h2:22
                [beta:vars]
                level=beta
                by=beta
                [zebra:vars]
                level=zebra
                by=zebra
                [child]
                h1
                [child:vars]
                level=child
                [parent:children]
                child
                late
                [parent:vars]
                level=parent
                deep=parent
                own=group
                [all:vars]
                level=all
                everywhere=1
                [late]
                h3
                [first]
                h1
                [first:vars]
                by=first
                ansible_group_priority=10
                """),
        ],
        ["yaml"] =
        [
            ("inventory.yml", """
                ---
                all:
                  hosts:
                    mail.example.com:
                    gateway: { ansible_host: 192.0.2.50, ansible_port: 2222 }
                  vars:
                    ntp: ntp.example.com
                    yes_is_true: yes
                    off_is_false: off
                    text: "yes"
                    mode: 0644
                    minutes: 1:30
                    exponent: 1e3
                    float: 1.5e+3
                    hex: 0x1F
                    binary: 0b101
                    underscore: 1_000
                    zip: 08540
                    nothing: ~
                    nested: { a: [1, two, no], "on": x }
                  children:
                    webservers:
                      hosts:
                        web[1:3].example.com:
                        web4.example.com:2201:
                          http_port: 80
                      vars: &web
                        http_port: 8080
                        tier: front
                    dbservers:
                      hosts:
                        one.example.com: { role: primary }
                        two.example.com:
                      vars:
                        <<: *web
                        tier: back
                    site:
                      children:
                        webservers:
                        dbservers:
                      vars: { site: fra }
                other:
                  hosts: alone
                ungrouped:
                  hosts:
                    stray:
                """),
        ],
        ["folders"] =
        [
            ("hosts.ini", """
                [web]
                web1 from_file=host
                web2
                [web:vars]
                a=file
                b=file
                c=file
                [site:children]
                web
                [site:vars]
                d=file
                """),
            ("group_vars/all.yml", "a: all-folder\nb: all-folder\ne: all-folder\nd: all-folder\n"),
            ("group_vars/web/10-first.yml", "b: first\nf: first\n"),
            ("group_vars/web/20-second.yaml", "f: second\n"),
            ("group_vars/web/deeper/x.json", """{"g": "deeper", "map": {"a": 1}}"""),
            ("group_vars/web/.hidden.yml", "f: hidden\n"),
            ("group_vars/web/notes.txt", "not variables\n"),
            ("group_vars/site", "e: site\nansible_user: from-folder\n"),
            ("group_vars/unknown.yml", "a: nobody\n"),
            ("host_vars/web1.yml", "from_file: folder\nansible_host: 192.0.2.1\nmap: { b: 2 }\n"),
            ("host_vars/web2.json", """{"only": "two"}"""),
            ("host_vars/web2.yaml", "only: wrong\n"),
        ],
        ["json"] =
        [
            ("hosts.json", """
                {
                  "all": { "children": { "web": { "hosts": { "web1": { "ansible_host": "192.0.2.1", "n": 1.5 }, "web[2:3]": null }, "vars": { "port": 80, "list": [1, null, true] } } } },
                  "db": { "hosts": { "db1": {} }, "children": { "replica": { "hosts": { "db2": { "lag": 5 } } } } }
                }
                """),
        ],
        ["ini-in-a-folder"] =
        [
            ("inventories/01-web", "[web]\nweb1 x=1\n[web:vars]\ny=first\n"),
            ("inventories/02-more.yaml", "web:\n  hosts:\n    web1: { x: 2 }\n    web2:\n  vars: { y: second }\n"),
            ("inventories/ignored.cfg", "[web]\nnobody\n"),
            ("inventories/group_vars/web.yml", "z: folder\n"),
        ],
        ["connections"] =
        [
            ("hosts", """
                a ansible_host=192.0.2.1 ansible_port="22" ansible_user=me ansible_ssh_private_key_file=/keys/a
                b ansible_password='p w' ansible_become_password=sudo!
                """),
        ],
        ["nested"] =
        [
            ("hosts.yaml", """
                a:
                  children:
                    b:
                      children:
                        c: { hosts: { h: }, vars: { v: c, w: c } }
                        d: { hosts: { h: }, vars: { v: d } }
                      vars: { w: b, x: b }
                    c:
                  vars: { w: a, x: a, y: a }
                e: { children: { d: }, vars: { y: e, w: e } }
                """),
        ],
    };
}
