using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Reprise.Server.Access;
using Reprise.Server.Access.External;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Access;

/// <summary>People who sign in at a provider: a scripted one that runs here and lies as it is told to.</summary>
public sealed class ExternalSignInSpec
{
    [Fact]
    public async Task Somebody_comes_back_from_the_provider_with_the_roles_of_its_groups()
    {
        await using var stage = await Stage.StartAsync();
        using var browser = stage.Access.Browser();
        using var home = await stage.SignInAsync(browser, back: "/sessions");
        home.StatusCode.ShouldBe(HttpStatusCode.OK, await home.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await home.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("url=/sessions");
        var me = (await browser.GetFromJsonAsync<JsonNode>("/api/me", TestContext.Current.CancellationToken))!;
        me["user"]!.GetValue<string>().ShouldBe("ann@team.example");
        me["projects"]![0]!["role"]!.GetValue<string>().ShouldBe("analyst");
        me["administrator"]!.GetValue<bool>().ShouldBeFalse();
        (await browser.GetAsync("/api/interactions?project=shop", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/api/interactions", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("audience")]
    [InlineData("nonce")]
    [InlineData("expired")]
    [InlineData("signature")]
    [InlineData("none")]
    [InlineData("hmac")]
    [InlineData("garbage")]
    [InlineData("stranger")]
    [InlineData("unverified")]
    [InlineData("takeover")]
    public async Task A_token_that_is_not_as_it_must_be_lets_nobody_in(string lie)
    {
        await using var stage = await Stage.StartAsync(lie);
        using var browser = stage.Access.Browser();
        using var home = await stage.SignInAsync(browser);
        home.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stage.Access.AuditAsync("sign_in.refuse")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_state_is_good_once_and_for_one_browser()
    {
        await using var stage = await Stage.StartAsync();
        using var browser = stage.Access.Browser();
        using var other = stage.Access.Browser();
        var (code, state) = await stage.BeginAsync(browser, null);
        (await other.GetAsync($"/api/sign-in/team/return?code={code}&state={state}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync($"/api/sign-in/team/return?code={code}&state={state}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "used up, though by somebody else");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("/\tb")]
    public async Task Nobody_is_sent_elsewhere_after_signing_in(string back)
    {
        ExternalSignInEndpoints.IsOwnPage(back).ShouldBeFalse();
        await using var stage = await Stage.StartAsync();
        using var browser = stage.Access.Browser();
        (await browser.GetAsync($"/api/sign-in/team?return={Uri.EscapeDataString(back)}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Metadata_addresses_are_no_authority()
    {
        foreach (var authority in (string[])["http://169.254.169.254/", "http://metadata.internal", "file:///etc/passwd", "https://user:password@example.com"])
            new IdentityProviderOptions { Authority = authority, ClientId = "x" }.Mistakes("team").ShouldNotBeEmpty(authority);
        await Task.CompletedTask;
    }

    private sealed class Stage(AccessStage access, RawUpstream provider, ConcurrentDictionary<string, string> asked) : IAsyncDisposable
    {
        public AccessStage Access => access;

        public static async Task<Stage> StartAsync(string lie = "")
        {
            var rsa = RSA.Create(2048);
            var asked = new ConcurrentDictionary<string, string>();
            var authority = "";
            AccessStage? access = null;
            var provider = await RawUpstream.StartAsync(async context =>
            {
                object answer = context.Request.Path.Value switch
                {
                    "/.well-known/openid-configuration" => new { issuer = authority, authorization_endpoint = $"{authority}/authorize", token_endpoint = $"{authority}/token", jwks_uri = $"{authority}/keys" },
                    "/keys" => new { keys = new[] { new { kty = "RSA", kid = "1", use = "sig", n = Base64Url.EncodeToString(rsa.ExportParameters(false).Modulus), e = Base64Url.EncodeToString(rsa.ExportParameters(false).Exponent) } } },
                    _ => await TokenAsync(context, rsa, authority, asked, lie, access!),
                };
                await context.Response.WriteAsJsonAsync(answer);
            });
            authority = provider.Url;
            access = await AccessStage.StartAsync(
                ("Access:Providers:team:Authority", authority), ("Access:Providers:team:ClientId", "reprise"), ("Access:Providers:team:ClientSecret", "shared"),
                ("Access:Providers:team:Roles:0:Group", "builders"), ("Access:Providers:team:Roles:0:Project", "shop"), ("Access:Providers:team:Roles:0:Role", "analyst"));
            if (lie == "takeover") await access.UserAsync("ann@team.example", "her own password");
            return new Stage(access, provider, asked);
        }

        public async Task<(string Code, string State)> BeginAsync(HttpClient browser, string? back)
        {
            using var away = await browser.GetAsync($"/api/sign-in/team{(back is null ? "" : "?return=" + Uri.EscapeDataString(back))}", TestContext.Current.CancellationToken);
            away.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(away.Headers.Location!.Query);
            query["code_challenge_method"].ToString().ShouldBe("S256");
            query["redirect_uri"].ToString().ShouldBe($"{access.Host.Address}api/sign-in/team/return");
            var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            asked[code] = $"{query["nonce"]} {query["code_challenge"]}";
            return (code, query["state"].ToString());
        }

        public async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string? back = null)
        {
            var (code, state) = await BeginAsync(browser, back);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/sign-in/team/return?code={code}&state={Uri.EscapeDataString(state)}");
            // What a browser sends that another site sends on.
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
            request.Headers.Add("Sec-Fetch-Dest", "document");
            return await browser.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await access.DisposeAsync();
            await provider.DisposeAsync();
        }

        private static async Task<object> TokenAsync(HttpContext context, RSA rsa, string authority, ConcurrentDictionary<string, string> asked, string lie, AccessStage access)
        {
            var form = await context.Request.ReadFormAsync();
            var (nonce, challenge) = asked[form["code"].ToString()].Split(' ') is [var first, var second] ? (first, second) : ("", "");
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))).ShouldBe(challenge);
            var now = access.Time.GetUtcNow();
            var claims = new JsonObject
            {
                ["iss"] = lie == "issuer" ? "https://other.example" : authority, ["aud"] = lie == "audience" ? "somebody-else" : "reprise", ["sub"] = "42", ["nonce"] = lie == "nonce" ? "another" : nonce,
                ["exp"] = (lie == "expired" ? now.AddMinutes(-2) : now.AddMinutes(5)).ToUnixTimeSeconds(), ["email"] = "Ann@team.example", ["email_verified"] = lie != "unverified",
                ["groups"] = new JsonArray(lie == "stranger" ? "others" : "builders"),
            };
            var algorithm = lie switch { "none" => "none", "hmac" => "HS256", _ => "RS256" };
            var signed = $"{Encode(new JsonObject { ["alg"] = algorithm, ["kid"] = "1" })}.{Encode(claims)}";
            var bytes = Encoding.ASCII.GetBytes(signed);
            using var another = RSA.Create(2048);
            var signature = lie switch
            {
                "none" => [],
                "hmac" => HMACSHA256.HashData(Encoding.UTF8.GetBytes("shared"), bytes),
                "signature" => another.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                _ => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            };
            return new { id_token = lie == "garbage" ? "no.token" : $"{signed}.{Base64Url.EncodeToString(signature)}", access_token = "a", token_type = "Bearer" };
        }

        private static string Encode(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
    }
}
