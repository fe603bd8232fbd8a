using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Engine.Secrets;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests;

public sealed class SecretMaskerTests
{
    static SecretMasker Of(params string[] secrets)
    {
        var masker = new SecretMasker();
        foreach (var secret in secrets) masker.Add(secret);
        return masker;
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void A_secret_is_masked_wherever_it_stands() => Of("s3cret").MaskText("s3cret and s3cret, s3cre t").ShouldBe("*** and ***, s3cre t");

    [Theory]
    [InlineData("pa ss/w?rd+é&=", "base64", "cGEgc3Mvdz9yZCvDqSY9")]
    [InlineData("p?ss>", "base64", "cD9zcz4=")]
    [InlineData("p?ss>", "unpadded", "cD9zcz4")]
    [InlineData("??>>??>>", "base64url", "Pz8-Pj8_Pj4")]
    [InlineData("pa ss/w?rd", "URL", "pa%20ss%2Fw%3Frd")]
    [InlineData("pa ss/w?rd", "URL in small letters", "pa%20ss%2fw%3frd")]
    [InlineData("pa ss/w?rd", "form", "pa+ss%2Fw%3Frd")]
    [InlineData("p@ss ä/word", "query", "p@ss%20%C3%A4/word")]
    [InlineData("""pass"wo\rd""", "JSON", """pass\"wo\\rd""")]
    [InlineData("""pass"word""", "strict JSON", """pass\u0022word""")]
    [InlineData("passé", "escaped JSON", """pass\u00E9""")]
    [InlineData("passé", "escaped JSON in small letters", """pass\u00e9""")]
    [InlineData("  padded-secret  ", "trimmed", "padded-secret")]
    [InlineData("DB.Example.Org", "small letters", "db.example.org")]
    [InlineData("pass-Wörd", "capital letters", "PASS-WÖRD")]
    [InlineData("pässword", "hexadecimal", "70c3a47373776f7264")]
    [InlineData("pässword", "hexadecimal in capital letters", "70C3A47373776F7264")]
    [InlineData("a<b>&'c'\"d", "HTML", "a&lt;b&gt;&amp;&#39;c&#39;&quot;d")]
    [InlineData("pass\"wo\\rd", "JSON in JSON", """pass\\\"wo\\\\rd""")]
    [InlineData("pass\"word", "strict JSON in JSON", """pass\\u0022word""")]
    [InlineData("password-é", "escaped JSON in JSON", """password-\\u00E9""")]
    [InlineData("password-é", "escaped JSON in JSON in small letters", """password-\\u00e9""")]
    [InlineData(@"pass\wo rd", "path", "pass/wo%20rd")]
    [InlineData(@"pass\wo rd", "unescaped path", "pass/wo rd")]
    [InlineData("pass/./x/../word", "path without dot segments", "pass/word")]
    [InlineData(@"pass\word?of=mine#too", "path with what follows it", "pass/word?of=mine#too")]
    public void A_secret_is_masked_in_every_form_in_which_it_travels(string secret, string form, string text)
    {
        _ = form;
        Of(secret).MaskText($"<{text}>").ShouldBe("<***>");
    }

    [Theory]
    [InlineData("")]
    [InlineData("u:")]
    [InlineData("us:")]
    [InlineData("use:")]
    public void A_secret_is_masked_in_the_base64_of_something_longer(string before)
    {
        var text = Base64($"{before}correct horse battery{'!'}");
        var masked = Of("correct horse battery").MaskText(text);
        masked.ShouldContain("***");
        // What is left tells of the neighbours and, at the edges, of four bits of the secret at most.
        masked.Length.ShouldBeLessThanOrEqualTo(3 + Base64(before).Length + 6);
    }

    [Fact]
    public void Each_line_of_a_secret_with_several_is_masked()
    {
        var masker = Of("-----BEGIN KEY-----\nMIIEvQIBADAN\r\nab\n-----END KEY-----");
        masker.MaskText("sent MIIEvQIBADAN after -----BEGIN KEY-----, and ab").ShouldBe("sent *** after ***, and ab");
    }

    [Fact]
    public void A_secret_inside_another_leaves_nothing_of_the_longer_one() => Of("token", "token-with-more").MaskText("token-with-more token").ShouldBe("*** ***");

    [Fact]
    public void Secrets_that_overlap_go_as_one() => Of("abcdef", "defghi").MaskText("<abcdefghi>").ShouldBe("<***>");

    [Fact]
    public void A_secret_that_overlaps_itself_goes_whole() => Of("abab").MaskText("<ababab>").ShouldBe("<***>");

    [Fact]
    public void Secrets_side_by_side_are_each_masked() => Of("abcd", "wxyz").MaskText("abcdwxyz").ShouldBe("******");

    [Fact]
    public void The_text_is_the_same_instance_when_it_has_no_secret()
    {
        var text = "nothing in here";
        Of("s3cret").MaskText(text).ShouldBeSameAs(text);
    }

    [Theory]
    [InlineData("Seven77", "seven77")]
    [InlineData("Seven77", "SEVEN77")]
    [InlineData("Seven77", "536576656e3737")]
    [InlineData("a/../b/host", "b/hos")]
    [InlineData(@"longer\..\pass", "/pass")]
    public void Secrets_are_not_changed_into_forms_so_short_that_they_are_ordinary(string secret, string text) => Of(secret).MaskText($"<{text}>").ShouldBe($"<{text}>");

    [Theory]
    [InlineData("""{ "user": "ada", "password": "hunter22", "pin": 471147, "port": 8080, "on": true, "none": null }""", "ada hunter22 471147 8080 true password", "ada *** *** 8080 true password")]
    [InlineData("""  [ "key-one", { "deep": [ "key-two" ] } ]  """, "key-one key-two deep", "*** *** deep")]
    [InlineData("""["pass\"wörd"]""", "pass\"wörd", "***")]
    [InlineData("""[1.5e6]""", "1500000 1.5e6", "*** 1.5e6")]
    [InlineData("""[12345678901234567890]""", "12345678901234567890", "***")]
    [InlineData("""{ "inner": "{\"password\":\"hunter22\"}" }""", "hunter22", "***")]
    [InlineData("""{ "password": "hunter22" """, "hunter22", "hunter22")]
    [InlineData("""["hunter22"] and more""", "hunter22", "hunter22")]
    [InlineData("""["hunter22", "\ud800"]""", "hunter22", "hunter22")]
    [InlineData("[hunter22]", "hunter22", "hunter22")]
    public void The_leaves_of_a_secret_that_is_JSON_are_masked(string secret, string text, string masked) => Of(secret).MaskText(text).ShouldBe(masked);

    [Theory]
    [InlineData("hunter22", "with hunt", "with ***")]
    [InlineData("hunter22", "with hunter2", "with ***")]
    [InlineData("hunter22", "with hun", "with hun")]
    [InlineData("hunter22", "with hunt er", "with hunt er")]
    [InlineData("hunter22", "hunter22 hunter", "*** ***")]
    [InlineData("hunter22", "hunt", "***")]
    [InlineData("abcde", "abc", "abc")]
    [InlineData("abcde", "abcd", "***")]
    [InlineData("ababababab", "<abababab", "<***")]
    [InlineData("twelve-chars", "<twelv", "<twelv")]
    [InlineData("twelve-chars", "<twelve", "<***")]
    [InlineData("one-that-is-long-enough", "<one-that-is-", "<***")]
    [InlineData("one-that-is-long-enough", "<one-that-is-long-enoug", "<***")]
    [InlineData("one-that-is-long-enough", "<one-that-is", "<one-that-is")]
    [InlineData("hunter22", "aHVudGVyMj", "***")]
    [InlineData("hunter22", "HUNTER", "***")]
    public void A_text_that_is_cut_off_within_a_secret_has_an_end_that_is_masked(string secret, string text, string masked) => Of(secret).MaskText(text).ShouldBe(masked);

    [Fact]
    public void Numbers_and_names_are_whole_though_a_secret_begins_like_them() =>
        ValueJson.Write(Of("password", "471147").MaskValue(ValueJson.Parse("""{ "pass": 4711, "text": "4711" }"""))).ShouldBe("""{"pass":4711,"text":"***"}""");

    [Fact]
    public void Secrets_that_begin_alike_are_each_masked() =>
        Of("common-start-of-both-and-one", "common-start-of-both-and-two", "common").MaskText("common-start-of-both-and-two, common-start-of-both-and-one, common-sense").ShouldBe("***, ***, ***-sense");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\n")]
    public void An_empty_secret_masks_nothing(string secret) => Of(secret).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Short_secrets_are_masked_as_they_are_only() => Of("abc").MaskText($"abc {Base64("abc")}").ShouldBe($"*** {Base64("abc")}");

    [Fact]
    public void Values_are_masked_in_texts_numbers_and_names()
    {
        var value = ValueJson.Parse("""{ "text": "is s3cret", "list": ["s3cret", true, null], "pin": 4711, "port": 80, "s3cret": { "deep": "s3cret" } }""");
        ValueJson.Write(Of("s3cret", "4711").MaskValue(value)).ShouldBe("""{"text":"is ***","list":["***",true,null],"pin":"***","port":80,"***":{"deep":"***"}}""");
    }

    [Fact]
    public void A_value_that_is_secret_is_so_in_all_its_parts()
    {
        var masker = new SecretMasker();
        masker.Add(ValueJson.Parse("""{ "user": "ada-the-first", "keys": [ "key-one", 123456 ], "on": true, "none": null }"""));
        masker.MaskText("ada-the-first key-one 123456 true user").ShouldBe("*** *** *** true user");
    }

    /// <summary>Texts of random pieces, some of them forms of random secrets: afterwards no form of a secret is left.</summary>
    [Fact]
    public void After_masking_no_form_of_a_secret_remains()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 2000; round++)
        {
            var secrets = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Piece(random, 4, 20)).ToArray();
            var forms = secrets.SelectMany(secret => new[]
            {
                secret, Base64(secret), Base64(secret).TrimEnd('='), Base64(secret).TrimEnd('=').Replace('+', '-').Replace('/', '_'), Uri.EscapeDataString(secret),
                JsonSerializer.Serialize(secret).Trim('"'), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            }.Concat(secret.Length < 8 ? [] : new[]
            {
                secret.ToLowerInvariant(), secret.ToUpperInvariant(), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
                WebUtility.HtmlEncode(secret), JsonSerializer.Serialize(JsonSerializer.Serialize(secret).Trim('"')).Trim('"'),
            })).Where(form => form.Trim().Length > 0).ToArray();
            var text = string.Concat(Enumerable.Range(0, 12).Select(_ => random.Next(3) == 0 ? Piece(random, 0, 6) : forms[random.Next(forms.Length)]));

            var masked = Of(secrets).MaskText(text);

            foreach (var form in forms) masked.Contains(form, StringComparison.Ordinal).ShouldBeFalse($"round {round}: `{form}` of {string.Join(" | ", secrets)} in {masked}");
        }
    }

    // No asterisk: the mask is made of it. No space at an end: what is trimmed off is nobody's secret.
    static string Piece(Random random, int least, int most)
    {
        const string alphabet = "aAbB01 /+?&=%#\"\\<é漢~";
        return new string([.. Enumerable.Range(0, random.Next(least, most)).Select(_ => alphabet[random.Next(alphabet.Length)])]).Trim().PadRight(least, 'z');
    }

    [Theory]
    [InlineData("hunter2-hunter", "it said \"hunter2-...\", oh", "it said \"***...\", oh")]
    [InlineData("hunter2-hunter", "hunter2-… hunter2-h...", "***… ***...")]
    [InlineData("hunter2-hunter", "hunt... hunter2- ...", "hunt... hunter2- ...")]
    [InlineData("ab.c..d.", "it said \"ab.c....\"", "it said \"***...\"")]
    [InlineData("abcd", "\"abc...\"", "\"abc...\"")]
    public void A_secret_that_a_message_has_cut_and_marked_so_is_masked_in_its_middle(string secret, string text, string masked) =>
        Of("other", secret).MaskText(text).ShouldBe(masked);

    [Fact]
    public void An_input_of_a_character_or_two_is_masked_where_it_stands_by_itself()
    {
        var masker = new SecretMasker();
        masker.AddInput("c");
        masker.AddInput(Value.From("pw"));
        masker.AddInput("secret");
        masker.MaskText("websocket.connect: c, \"pw\", a_c, cc, secrets").ShouldBe("websocket.connect: ***, \"***\", a_c, cc, ***s");
        masker.MaskValue(Value.From("c")).AsString().ShouldBe("***");
        // One that was declared is masked everywhere.
        masker.Add("c");
        masker.MaskText("cc").ShouldBe("******");
    }

    [Fact]
    public void A_long_secret_that_was_cut_short_is_masked_as_far_as_it_goes()
    {
        var masker = new SecretMasker();
        masker.Add("eyJhbGciOiJIUzI1NiJ9.payload.signature");

        masker.MaskText("saw 'eyJhbGciOiJIUzI1NiJ9.pay…").ShouldBe("saw '***…");
        masker.MaskText("eyJhbGciOiJIUzI1NiJ9.payload.signature!").ShouldBe("***!");
    }
}
