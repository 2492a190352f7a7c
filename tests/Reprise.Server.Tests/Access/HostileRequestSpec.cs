using System.Net;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Tests.Api;
using Reprise.Server.Tests.BadInput;

namespace Reprise.Server.Tests.Access;

/// <summary>What a scanner of web servers tries.</summary>
public sealed class HostileRequestSpec
{
    [Theory]
    [InlineData("/../../etc/passwd")]
    [InlineData("/assets/../../../etc/passwd")]
    [InlineData("/assets/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/assets/....//....//etc/passwd")]
    [InlineData("/..\\..\\etc\\passwd")]
    [InlineData("/api/interactions/..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/interactions/%00")]
    [InlineData("/api/datasets/..%2f..%2fx/export")]
    [InlineData("/problems/..%2f..%2fetc%2fpasswd")]
    [InlineData("/openapi/..%2f..%2fetc%2fpasswd.json")]
    public async Task No_path_leads_out_of_what_is_served(string path)
    {
        await using var host = await ApiHost.StartAsync();
        var answer = await RawClient.ExchangeAsync(host.Address.Port, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        answer.ShouldNotContain("root:");
        answer.Split(' ')[1].ShouldBeOneOf("400", "404", "301", "302");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/interactions")]
    [InlineData("/api/sign-in/providers")]
    [InlineData("/api/interactions/nothing")]
    [InlineData("/health/live")]
    [InlineData("/no/such/page.txt")]
    public async Task Every_answer_of_ours_is_closed_to_browsers(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var response = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.Contains("Permissions-Policy").ShouldBeTrue();
        response.Headers.Contains("Server").ShouldBeFalse();
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("there is no TLS here");
    }

    [Fact]
    public async Task A_refusal_is_closed_to_browsers_too()
    {
        await using var stage = await AccessStage.StartAsync();
        using var response = await stage.Host.Client.GetAsync("/api/interactions", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.WwwAuthenticate.ToString().ShouldContain("Bearer");
    }

    [Theory]
    [InlineData("X-Long", 40_000, "431")]
    [InlineData("Cookie", 40_000, "431")]
    public async Task Heads_that_are_too_large_are_refused(string header, int length, string status)
    {
        await using var host = await ApiHost.StartAsync();
        var answer = await RawClient.ExchangeAsync(host.Address.Port, $"GET /api/status HTTP/1.1\r\nHost: localhost\r\n{header}: {new string('x', length)}\r\nConnection: close\r\n\r\n");
        answer.Split(' ')[1].ShouldBe(status);
    }

    [Fact]
    public async Task Queries_that_are_too_long_are_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var answer = await RawClient.ExchangeAsync(host.Address.Port, $"GET /api/interactions?q={new string('x', 20_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        answer.Split(' ')[1].ShouldBe("414");
    }

    [Fact]
    public async Task What_signs_in_is_small()
    {
        await using var stage = await AccessStage.StartAsync();
        var answer = await RawClient.ExchangeAsync(stage.Host.Address.Port, "POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 40000000\r\nConnection: close\r\n\r\n{");
        answer.Split(' ')[1].ShouldBe("413");
    }

    /// <summary>Names come back in problems and headers; none of them may end a header or begin a tag.</summary>
    [Theory]
    [InlineData("/api/users/%0d%0aSet-Cookie:%20x=y")]
    [InlineData("/api/keys/%0d%0aX-Evil:%20y?scope=installation")]
    [InlineData("/api/sign-in/%0d%0aLocation:%20evil")]
    [InlineData("/api/users/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    public async Task No_name_becomes_a_header_or_a_page(string path)
    {
        await using var stage = await AccessStage.StartAsync();
        var key = await stage.AdministratorKeyAsync();
        foreach (var method in (string[])["GET", "DELETE"])
        {
            var answer = await RawClient.ExchangeAsync(stage.Host.Address.Port, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{PresentedKey.Header}: {key}\r\nConnection: close\r\n\r\n");
            var head = answer.Split("\r\n\r\n")[0];
            head.ShouldNotContain("\r\nSet-Cookie: x=y");
            head.ShouldNotContain("\r\nX-Evil");
            head.ShouldNotContain("evil", Case.Insensitive);
            if (answer.Contains("script", StringComparison.Ordinal)) head.ShouldContain("json");
        }
    }

    [Fact]
    public async Task The_log_as_a_table_holds_no_formula()
    {
        await using var stage = await AccessStage.StartAsync();
        var key = await stage.AdministratorKeyAsync();
        await stage.Get<Settings.ISettingsStore>().AppendAuditAsync([AccessDetails.Entry(stage.Time, "", "user:ann", "test.write", "=cmd|' /C calc'!A0", new AccessDetails { Name = "a,\"b\"" })], TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/audit/export?format=csv&scope=all&actor=user:ann");
        request.Headers.Add(PresentedKey.Header, key);
        using var response = await stage.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var rows = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(2);
        rows[1].ShouldContain(",'=cmd|");
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        (await stage.AuditAsync("audit.export")).ShouldHaveSingleItem().Actor.ShouldBe("key:all");
    }

    [Fact]
    public async Task What_a_person_reads_is_on_the_log_before_it_is_given_out()
    {
        await using var stage = await AccessStage.StartAsync();
        var key = await stage.AdministratorKeyAsync();
        var (_, made) = await stage.SendAsync(HttpMethod.Post, "/api/interactions", key, new { model = "m", request = new { prompt = "hello" } });
        using var person = await stage.SignedInAsync("admin", AccessStage.AdminPassword);
        var page = System.Text.Json.Nodes.JsonNode.Parse(await person.GetStringAsync("/api/interactions", TestContext.Current.CancellationToken))!;
        var id = page["items"]!.AsArray().ShouldHaveSingleItem($"{made}")!["interaction_id"]!.GetValue<string>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await person.GetAsync($"/api/interactions/{id}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK)));
        (await stage.SendAsync(HttpMethod.Get, $"/api/interactions/{id}", key)).Status.ShouldBe(200);
        var reads = await stage.AuditAsync("record.read");
        reads.Count.ShouldBe(20);
        reads.ShouldAllBe(entry => entry.Actor == "user:admin" && entry.Subject == id);
        (await stage.SendAsync(HttpMethod.Get, "/api/records", key)).Status.ShouldBe(200);
        (await stage.AuditAsync("record.export")).ShouldHaveSingleItem().Actor.ShouldBe("key:all");
    }
}
