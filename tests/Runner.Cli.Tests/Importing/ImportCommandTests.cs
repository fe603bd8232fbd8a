using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Importing;

public sealed class ImportCommandTests : IDisposable
{
    const string Collection = """{"info": {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [ITEMS]}""";

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("curl", "", "error: a: the file is empty")]
    [InlineData("curl", "  \n", "error: a: there is nothing in it")]
    [InlineData("curl", "wget https://example.com", "error: a:1:1: this is not a curl command: it starts with `wget`")]
    [InlineData("curl", "curl 'https://example.com", "error: a:1:6: this ' is never closed")]
    [InlineData("curl", "curl \\\n  \"https://example.com", "error: a:2:3: this \" is never closed")]
    [InlineData("curl", "curl $'https://example.com", "error: a:1:6: this $' is never closed")]
    [InlineData("curl", "curl -X", "error: a:1:6: `-X` needs a value")]
    [InlineData("curl", "curl -s", "error: a:1:1: this command names no URL")]
    [InlineData("curl", "curl --compresed https://example.com", "did you mean `--compressed`?")]
    [InlineData("curl", "curl -s\\\n --hedaer 'a: b' https://example.com", "error: a:2:2: curl has no option `--hedaer`")]
    [InlineData("curl", "curl -k? https://example.com", "curl has no option `-k?`")]
    [InlineData("curl", "curl -m soon https://example.com", "needs a number, not `soon`")]
    [InlineData("curl", "curl \"https://example.com/$(id)\"", "error: a:1:27: a shell would run the command in `$(...)`")]
    [InlineData("curl", "curl ftp://example.com/x", "is no URL that starts with http:// or https://")]
    [InlineData("curl", "\0\u0001\u0002binary", "error: a: this is not text")]
    [InlineData("har", "", "error: a: the file is empty")]
    [InlineData("har", "not json", "error: a:1:2: this is not JSON")]
    [InlineData("har", "{\n  \"log\": {,\n}", "error: a:2:11: this is not JSON")]
    [InlineData("har", "{\"log\": {\"entries\": [", "this is not JSON")]
    [InlineData("har", "[1]", "error: a:1:1: this is JSON, but not an HTTP archive (HAR)")]
    [InlineData("har", "{\"log\": {}}", "it has no `log.entries`")]
    [InlineData("har", "{\"log\": {\"entries\": []}}", "error: a: there is no request in it")]
    [InlineData("har", "{\"log\": {\"entries\": [{\"request\": {\"method\": \"GET\", \"url\": \"https://example.com/a.png\"}, \"response\": {\"status\": 200}}]}}", "of its 1 requests none is wanted")]
    [InlineData("har", "{\"info\": {}, \"item\": []}", "runner import postman")]
    [InlineData("postman", "{\"id\": \"1\", \"name\": \"old\", \"order\": [], \"requests\": []}", "this is a collection of version 1: export it again as Collection v2.1")]
    [InlineData("postman", "{\"name\": \"dev\", \"values\": []}", "this is an environment: give it with --environment")]
    [InlineData("postman", "{\"log\": {\"entries\": []}}", "this is an HTTP archive: runner import har")]
    [InlineData("postman", "{\"_type\": \"export\", \"__export_format\": 4}", "this is an export of Insomnia")]
    [InlineData("postman", "{\"openapi\": \"3.1.0\"}", "this is an OpenAPI description")]
    [InlineData("postman", "{\"info\": {\"name\": \"x\"}, \"item\": []}", "there is no request in it")]
    [InlineData("postman", "\"text\"", "this is JSON, but not a Postman collection")]
    [InlineData("http", "", "error: a: the file is empty")]
    [InlineData("http", "### nothing\n# at all\n", "error: a: there is no request in it")]
    [InlineData("http", "hello there world\n", "error: a:1:1: this is no request")]
    [InlineData("http", "GET https://example.com\nno header\n", "error: a:2:1: this is no header")]
    [InlineData("http", "GET\n", "error: a:1:1: this line has no URL")]
    [InlineData("har", "{\"log\": \"a\nb\"}", "'0x0A' is invalid")]
    [InlineData("http", "GET /path\n", "error: a:1:1: this URL has no host")]
    [InlineData("http", "\n\nWEBSOCKET wss://example.com\n", "error: a:3:1: WEBSOCKET is no HTTP request")]
    public void Import_says_what_is_wrong_and_where(string format, string content, string said)
    {
        shell.Write("a", content);
        shell.Run("import", format, "a", "-o", "out.yaml").ShouldBe(2);
        shell.Error.ShouldStartWith("error: ");
        shell.Error.ShouldContain(said);
        shell.Error.Split('\n')[1..].ShouldAllBe(line => line.Length == 0 || line.StartsWith(' ') || line.StartsWith("help: "), shell.Error);
        shell.Out.ShouldBeEmpty();
        File.Exists(shell.PathOf("out.yaml")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("there is no such file", "har", "nothing.har")]
    [InlineData("help: quote the whole command", "curl", "https://example.com/")]
    [InlineData("this is a folder", "http", ".")]
    [InlineData("a workflow's file ends with .yaml or .yml", "curl", "curl https://example.com", "-o", "a.txt")]
    [InlineData("taken.yaml exists", "curl", "curl https://example.com", "-o", "taken.yaml")]
    [InlineData("is Runner's configuration", "curl", "curl https://example.com", "-o", "runner.yaml")]
    [InlineData("without expressions", "curl", "curl https://example.com", "--name", "${{ x }}")]
    [InlineData("did you mean `runner import har --only-host`?", "har", "a", "--onlyhost", "b")]
    [InlineData("did you mean `runner import postman`?", "postmann", "a")]
    public void Import_refuses_what_would_not_work(string said, params string[] arguments)
    {
        shell.Write("taken.yaml", "mine");
        shell.Run(["import", .. arguments]).ShouldBe(2);
        shell.Error.ShouldContain(said);
        File.ReadAllText(shell.PathOf("taken.yaml")).ShouldBe("mine");
    }

    [Theory]
    [InlineData("http", "@host = https://example.com\n@mine = hidden-1\n###\nGET {{host}}/{{mine}}\n###\nGET {{host}}/a\nAuthorization: Bearer {{mine}}\n")]
    [InlineData("http", "@a = Bearer hidden-1\nGET https://example.com/\nAuthorization: {{a}}\n")]
    [InlineData("http", "@a = Bearer {{b}}\n@b = hidden-1\nGET https://example.com/\nAuthorization: {{a}}\n")]
    [InlineData("http", "@user = ada\n@word = hidden-1\nGET https://example.com/\nAuthorization: Basic {{user}} {{word}}\n", "ada")]
    [InlineData("http", "@s = hidden-1\nGET https://example.com/\nCookie: session={{s}}\n")]
    [InlineData("http", "@k = hidden-1\nGET https://example.com/?a=b&api_key={{k}}\n")]
    [InlineData("http", "@k = hidden-1\nGET https://{{k}}@example.com/\n")]
    [InlineData("postman", "\"auth\": {\"type\": \"bearer\", \"bearer\": [{\"key\": \"token\", \"value\": \"{{mine}}\"}]}")]
    [InlineData("postman", "\"auth\": {\"type\": \"basic\", \"basic\": [{\"key\": \"username\", \"value\": \"{{who}}\"}, {\"key\": \"password\", \"value\": \"{{mine}}\"}]}", "ada")]
    [InlineData("postman", "\"auth\": {\"type\": \"basic\", \"basic\": {\"username\": \"{{mine}}\", \"password\": \"\"}}")]
    [InlineData("postman", "\"auth\": {\"type\": \"apikey\", \"apikey\": [{\"key\": \"key\", \"value\": \"X-A\"}, {\"key\": \"value\", \"value\": \"{{mine}}\"}]}")]
    [InlineData("postman", "\"header\": [{\"key\": \"Authorization\", \"value\": \"Token {{mine}}\"}]")]
    [InlineData("curl", "curl -u hidden-1: https://example.com/")]
    [InlineData("curl", "curl https://hidden-1@example.com/")]
    [InlineData("curl", "curl -e 'https://ada:hidden-1@example.com/' https://example.com/", "ada")]
    [InlineData("curl", "curl -e 'https://example.com/?a=1&token=hidden-1' https://example.com/", "a=1")]
    public void Secret_is_known_by_its_place_whatever_its_name_is(string format, string content, string stays = "example.com")
    {
        if (format == "postman")
            content = Collection.Replace("ITEMS", $"{{\"name\": \"first\", \"request\": {{\"url\": \"https://example.com/{{{{mine}}}}\"}}}}, {{\"name\": \"a\", \"request\": {{\"url\": \"https://example.com/\", {content}}}}}").Replace("\"item\"", "\"variable\": [{\"key\": \"mine\", \"value\": \"hidden-1\"}, {\"key\": \"who\", \"value\": \"ada\"}], \"item\"");
        shell.Write("a", content);
        shell.Run("import", format, "a", "-o", "a.yaml").ShouldBe(0, shell.Error);
        var workflow = File.ReadAllText(shell.PathOf("a.yaml"));
        (workflow + shell.Error + shell.Out).ShouldNotContain("hidden-1", Case.Insensitive, workflow);
        workflow.ShouldContain("secrets.", Case.Sensitive, workflow);
        workflow.ShouldContain(stays, Case.Sensitive, workflow);
        shell.Run("validate", "a.yaml").ShouldBe(0, shell.Error + workflow);
    }

    [Theory]
    [InlineData("curl -d a=1 -H 'Content-Type:' https://example.com/", true)]
    [InlineData("curl -H 'Content-Type:' -d a=1 https://example.com/", true)]
    [InlineData("curl -H 'Content-Type:' https://example.com/", false)]
    public void Header_that_curl_takes_away_is_told_of_where_it_matters(string command, bool told)
    {
        shell.Run("import", "curl", command).ShouldBe(0, shell.Error);
        shell.Error.Contains("cannot take the header Content-Type away").ShouldBe(told, shell.Error);
    }

    [Fact]
    public void Recorded_request_with_a_method_that_is_none_is_left_out_with_a_warning()
    {
        shell.Write("a.har", """{"log": {"entries": [{"request": {"method": "GET it", "url": "https://example.com/odd"}, "response": {"status": 200}}, {"request": {"method": "GET", "url": "https://example.com/x"}, "response": {"status": 200}}]}}""");
        shell.Run("import", "har", "a.har").ShouldBe(0, shell.Error);
        shell.Error.ShouldContain("entry 1: it is left out: its `request.method` is no method of HTTP");
        shell.Out.ShouldNotContain("odd");
    }

    [Fact]
    public void Import_writes_a_file_and_says_what_is_next()
    {
        shell.Run("import", "curl", "curl https://example.com/a?b=1", "-o", "new/my api.yaml", "--name", "Mine: yes").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("wrote  new/my api.yaml (1 request)\nnext   runner run 'new/my api.yaml'\n");
        File.ReadAllText(shell.PathOf("new/my api.yaml")).ShouldStartWith("name: \"Mine: yes\"\n");
        shell.Run("import", "curl", "curl https://example.com/b", "-o", "new/my api.yaml", "--force").ShouldBe(0, shell.Error);
        File.ReadAllText(shell.PathOf("new/my api.yaml")).ShouldContain("https://example.com/b");
    }

    [Fact]
    public void Import_reads_standard_input()
    {
        shell.Input = "curl https://example.com/from-stdin";
        shell.Run("import", "curl", "-").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("url: https://example.com/from-stdin");
    }

    [Fact]
    public void Import_reads_what_PowerShell_wrote_and_lines_that_end_as_on_Windows()
    {
        File.WriteAllText(shell.PathOf("a"), "curl ^\"https://example.com/a?x=1^&y=2^\" ^\r\n  -H ^\"X-A: ^\\^\"b^\\^\"^\" ^\r\n  --data-raw ^\"one^\r\n\r\ntwo^\"\r\n", System.Text.Encoding.Unicode);
        shell.Run("import", "curl", "a").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("query: { x: 1, \"y\": 2 }");
        shell.Out.ShouldContain("X-A: '\"b\"'");
        shell.Out.ShouldContain("body: |-\n        one\n        two\n");
    }

    [Fact]
    public void Import_of_a_recording_takes_one_host_or_everything_when_told()
    {
        shell.Write("a.har", """
            {"log": {"entries": [
              {"request": {"method": "GET", "url": "https://api.example.com/x", "headers": [{"name": "User-Agent", "value": "Mozilla"}]}, "response": {"status": 200}},
              {"request": {"method": "GET", "url": "https://example.com/app.css", "headers": []}, "response": {"status": 200}},
              {"request": {"method": "GET", "url": "https://other.example.net/y", "headers": []}, "response": {"status": 404}}]}}
            """);
        shell.Run("import", "har", "a.har", "--only-host", "example.com", "--with-assets", "--all-headers").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("api.example.com/x");
        shell.Out.ShouldContain("app.css");
        shell.Out.ShouldContain("User-Agent: Mozilla");
        shell.Out.ShouldNotContain("other.example.net");
        shell.Error.ShouldContain("1 request to other hosts left out");
    }

    [Fact]
    public void Import_of_a_collection_takes_the_environments_values_first()
    {
        shell.Write("c.json", Collection.Replace("ITEMS", """{"name": "a", "request": {"method": "GET", "url": "{{base}}/x?k={{other key}}", "header": [{"key": "X-Api-Key", "value": "{{apiKey}}"}]}}""").Replace("\"item\"", "\"variable\": [{\"key\": \"base\", \"value\": \"https://one.example\"}, {\"key\": \"other key\", \"value\": \"1\"}], \"item\""));
        shell.Write("e.json", """{"name": "e", "values": [{"key": "base", "value": "https://two.example", "enabled": true}, {"key": "apiKey", "value": "abcdefgh", "type": "secret"}, {"key": "other key", "value": "off", "enabled": false}]}""");
        shell.Run("import", "postman", "c.json", "--environment", "e.json").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("base: { type: string, default: \"https://two.example\" }");
        shell.Out.ShouldContain("other_key: { type: string, default: \"1\" }");
        shell.Out.ShouldContain("X-Api-Key: \"${{ secrets.API_KEY }}\"");
        shell.Out.ShouldNotContain("abcdefgh");
    }

    [Fact]
    public void Import_of_a_collection_names_the_requests_whose_scripts_are_left_out()
    {
        shell.Write("c.json", Collection.Replace("ITEMS", """{"name": "folder", "item": [{"name": "odd", "event": [{"listen": "prerequest", "script": {"exec": "doIt()"}}, {"listen": "test", "script": {"exec": ["pm.test('x', () => {", "  pm.response.to.have.status(201);", "  if (a) { b(); }", "});"]}}], "request": {"method": "GET", "url": "https://example.com"}}]}"""));
        shell.Run("import", "postman", "c.json").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("expect: result.status == 201");
        shell.Error.ShouldContain("warning: c.json: the pre-request script of the request \"folder / odd\" is left out");
        shell.Error.ShouldContain("warning: c.json: of the test script of the request \"folder / odd\" a part is left out: if (a) { b(); }");
    }

    /// <summary>Options that depend on which inputs the http plugin has: what it has is used, and what it has not is said.</summary>
    [Fact]
    public void Import_uses_the_inputs_that_the_plugin_has_and_warns_of_the_others()
    {
        string[] options =
        [
            "-k --cacert ca.pem --cert c.pem:secretpw1 --key k.pem --pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= --tlsv1.2 --tls-max 1.3", "-x socks5://ada:proxypw12@127.0.0.1:1080 --noproxy localhost,10.0.0.0/8", "--resolve example.com:443:127.0.0.1", "--unix-socket /run/x.sock",
            "-F a=1 -F 'f=@x.png;type=image/png;filename=y.png'", "-T x.bin", "--digest -u ada:digestpw1", "--aws-sigv4 aws:amz:eu-west-1:s3 -u AKIAIOSFODNN7EXAMPLE:awssecret1", "--http3", "--data-binary @x.bin",
        ];
        string[] inputs = ["tls:", "proxy:", "resolve:", "unix-socket:", "multipart:", "file:", "digest:", "aws:", "http3", "file:"];
        shell.Write("x.bin", "text");
        for (var i = 0; i < options.Length; i++)
        {
            shell.Run("import", "curl", $"curl {options[i]} https://example.com/x", "-o", "a.yaml", "--force").ShouldBe(0, shell.Error);
            var (workflow, said) = (File.ReadAllText(shell.PathOf("a.yaml")), shell.Error);
            foreach (var secret in new[] { "secretpw1", "proxypw12", "digestpw1", "awssecret1", "AKIAIOSFODNN7EXAMPLE" }) (workflow + said).ShouldNotContain(secret);
            if (said.Contains("warning:")) said.ShouldContain("this version of the http plugin");
            // The text of a file stands in for the file.
            else if (!workflow.Contains(" body: text")) workflow.ShouldContain(inputs[i]);
            shell.Run("validate", "a.yaml").ShouldBe(0, shell.Error + workflow);
        }
    }

    [Theory]
    [InlineData("curl '{}'", "${{ secrets.NOPE }}")]
    [InlineData("curl https://example.com/ -d '{}'", "${{ env('HOME') }}")]
    [InlineData("curl https://example.com/ -H 'X-A: {}'", "${{ inputs.x")]
    [InlineData("curl https://example.com/ -H 'X-A: {}'", "\ufdd00011223344556677secrets.X\ufdd1")]
    public void Imported_text_stays_text(string command, string text)
    {
        shell.Run("import", "curl", command.Replace("'{}'", $"'https://example.com/{text}'").Replace("{}", text), "-o", "a.yaml").ShouldBe(0, shell.Error);
        shell.Run("validate", "a.yaml").ShouldBe(0, shell.Error + File.ReadAllText(shell.PathOf("a.yaml")));
    }
}
