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
            }).Where(form => form.Trim().Length > 0).ToArray();
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

    [Fact]
    public void A_long_secret_that_was_cut_short_is_masked_as_far_as_it_goes()
    {
        var masker = new SecretMasker();
        masker.Add("eyJhbGciOiJIUzI1NiJ9.payload.signature");

        masker.MaskText("saw 'eyJhbGciOiJIUzI1NiJ9.pay…").ShouldBe("saw '***…");
        masker.MaskText("eyJhbGciOiJIUzI1NiJ9.payload.signature!").ShouldBe("***!");
    }
}
