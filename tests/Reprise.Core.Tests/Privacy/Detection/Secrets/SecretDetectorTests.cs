using Reprise.Privacy.Detection;
using Reprise.Privacy.Detection.Secrets;

namespace Reprise.Core.Tests.Privacy.Detection.Secrets;

public sealed class SecretDetectorTests(ITestOutputHelper output)
{
    // Drawn by hand on a keyboard; of no account.
    private const string Drawn = "q8Zt3vLw0Xn5RjB2yKd7Hs4P";

    [Fact]
    public void Every_format_finds_a_token_of_its_form_and_nothing_around_it()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (var line in new[] { SecretFormats.Clouds, SecretFormats.Models, SecretFormats.Code, SecretFormats.Services }.SelectMany(table => table.Split('\n', StringSplitOptions.TrimEntries)))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var shape in words.Skip(1).Where(word => word is not ("near" or "digit") && !word.StartsWith("floor=", StringComparison.Ordinal)))
            {
                var token = DrawnSecrets.Draw(shape.Replace("^", "", StringComparison.Ordinal), random);
                var secret = DrawnSecrets.Draw(shape[(shape.IndexOf('^') + 1)..], new Random(1));
                var text = $"the key is {token} and it works";
                Find(text).ShouldContain(found => found.Start + found.Length == 11 + token.Length && found.Length == secret.Length || found.Start <= 11 && found.End >= 11 + token.Length - 3, $"{words[0]} {shape}: {token}");
            }
        }
    }

    [Theory]
    [InlineData("API_TOKEN={0}")]
    [InlineData("export SERVICE_SECRET='{0}'")]
    [InlineData("\"apiKey\": \"{0}\"")]
    [InlineData("{{\\\"client_secret\\\": \\\"{0}\\\"}}")]
    [InlineData("client_secret: {0}\n")]
    [InlineData("https://api.test/v1?access_token={0}&page=2")]
    [InlineData("X-Api-Key: {0}")]
    [InlineData("const accessToken = `{0}`;")]
    [InlineData("secret := \"{0}\"")]
    [InlineData("Authorization: Bearer {0}")]
    [InlineData("tool --auth-token {0} --verbose")]
    [InlineData("my api key is {0}, please use it")]
    [InlineData("Server=db;Uid=app;Password={0};Encrypt=true")]
    [InlineData("postgres://app:{0}@db.test:5432/main", true)]
    [InlineData("curl -u app:{0} https://api.test", true)]
    public void What_stands_beside_a_name_of_keys_is_found_without_its_name(string form, bool isWithUser = false)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Drawn);
        var found = Find(text).DistinctBy(found => (found.Start, found.Length)).ShouldHaveSingleItem();
        text.Substring(found.Start, found.Length).ShouldBe(isWithUser ? $"app:{Drawn}" : Drawn);
        found.Type.ShouldStartWith("secret.");
    }

    [Theory]
    [InlineData("API_TOKEN=your-api-key-goes-here-123")]
    [InlineData("API_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("API_TOKEN=${SERVICE_TOKEN}")]
    [InlineData("const token = process.env.SERVICE_TOKEN;")]
    [InlineData("token = os.environ[\"SERVICE_TOKEN_2\"]")]
    [InlineData("password = get_password()")]
    [InlineData("string password;")]
    [InlineData("\"request_id\": \"0b51c1a6-93de-4a05-8f6c-1c7f36a52b4e\"")]
    [InlineData("max_tokens: 4096, temperature: 0.7")]
    [InlineData("The key to success is patience: 10 years of it.")]
    [InlineData("var token = await tokens.GetNextTokenAsync(cancellationToken);")]
    [InlineData("secret = abcdefghijklmnopqrstuvwx")]
    [InlineData("api_key = 12341234123412341234abcd1234")]
    [InlineData("https://docs.test:8080/path@2 and http://[::1]:80/")]
    [InlineData("eyJhIjoxfQ is base64, eyJ.eyJ.eyJ is nothing")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEq8Zt3vLw0Xn5RjB2yKd7Hs4P\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----")]
    [InlineData("curl -u \"$USER:$PASSWORD\" https://api.test")]
    public void What_stands_for_a_secret_is_none(string text) => Find(text).ShouldBeEmpty();

    [Fact]
    public void A_private_key_is_found_from_its_first_line_to_its_last()
    {
        const string key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIq8Zt3vLw0Xn5RjB2yKd7Hs4Pa9WbQe5uTfYxgCmVnJpR1sLk\n6HdZoAoGCCqGSM49\n-----END EC PRIVATE KEY-----";
        var found = Find($"key: |\n{key}\nnext").Single(found => found.Type == "secret.private_key");
        (found.Start, found.Length).ShouldBe((7, key.Length));
        var escaped = key.Replace("\n", "\\n", StringComparison.Ordinal);
        Find($"{{\"private_key\": \"{escaped}\\n\"}}").ShouldContain(found => found.Type == "secret.private_key" && found.Length == escaped.Length);
    }

    [Fact]
    public void A_token_is_found_behind_the_escapes_of_JSON_and_of_addresses()
    {
        var token = DrawnSecrets.Draw("ghp_{a36}", new Random(7));
        Find($"{{\"text\": \"first line\\n{token}\\n\"}}").ShouldHaveSingleItem().Length.ShouldBe(token.Length);
        Find($"https://api.test/?q=%3D{token}").ShouldHaveSingleItem().Length.ShouldBe(token.Length);
    }

    [Fact]
    public void A_token_that_is_too_long_or_within_a_word_is_none()
    {
        var token = DrawnSecrets.Draw("ghp_{a36}", new Random(7));
        Find($"value {token}a").ShouldBeEmpty();
        Find($"value a{token}").ShouldBeEmpty();
    }

    private static List<TextFinding> Find(string text)
    {
        var into = new List<TextFinding>();
        new SecretDetector().Find(text, into);
        return into;
    }
}
