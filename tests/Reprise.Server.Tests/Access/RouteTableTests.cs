using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Tests.Api;
using Reprise.Tests;

namespace Reprise.Server.Tests.Access;

/// <summary>Every route of the server, what it needs, and that it gets it: asked with nothing, too little, another project's, expired, revoked and made-up keys.</summary>
public sealed class RouteTableTests
{
    private const string Begin = "<!-- routes: written from the code -->";
    private const string End = "<!-- /routes -->";

    [Fact]
    public async Task Every_route_says_what_it_needs()
    {
        await using var host = await ApiHost.StartAsync();
        var silent = RoutesOf(host).Where(static route => route.Metadata.GetMetadata<NeededPermission>() is null).Select(Name);
        silent.ShouldBeEmpty("a route without .Needs(…) is for administrators alone, and nobody chose that");
        RoutesOf(host).Count().ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task The_documented_table_is_what_the_code_says()
    {
        await using var host = await ApiHost.StartAsync();
        string[] others =
        [
            "| any | `/{provider}/…`, `/v1/…` (calls to providers) | record | |",
            "| GET | `/` and what is no other address (the page and its files) | public | |",
        ];
        var rows = RoutesOf(host).Select(Row).Concat(others).Distinct().Order(StringComparer.Ordinal);
        var table = $"{Begin}\n| method | route | needs | on the audit log as |\n|---|---|---|---|\n{string.Join('\n', rows)}\n{End}";
        var path = Path.Combine(ProjectFolder.Path, "docs", "access.md");
        var page = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal) + End.Length);
        from.ShouldBeGreaterThan(0);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            page = page[..from] + table + page[to..];
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
            to = from + table.Length;
        }

        page[from..to].ShouldBe(table, "Run the test with UPDATE_DOCS=1, read the change of docs/access.md, and commit it.");
    }

    [Fact]
    public async Task Nobody_gets_through_a_route_with_nothing_or_what_does_not_count()
    {
        await using var stage = await AccessStage.StartAsync();
        var expired = await stage.KeyAsync("default", Role.Owner, TimeSpan.FromMinutes(1), "old");
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        var revoked = await stage.KeyAsync("default", Role.Owner, name: "gone");
        KeyText.TryParse(revoked, out var text).ShouldBeTrue();
        await stage.Get<ApiKeys>().RevokeAsync("default", text.Id, "test", TestContext.Current.CancellationToken);
        var good = await stage.KeyAsync("default", Role.Owner, name: "good");
        string?[] keys = [null, KeyText.New().Reveal(), expired, revoked, good[..^1] + (good[^1] == '0' ? '1' : '0'), "rpr_", good.ToUpperInvariant()];
        foreach (var route in RoutesOf(stage.Host))
        {
            if (NeededBy(route) == Permission.Public) continue;
            foreach (var key in keys) (await AskAsync(stage, route, key)).ShouldBe(Refused(route, 401, key is null ? "sign-in-required" : "key-refused"), $"{Name(route)} with {key?[..4] ?? "nothing"}");
        }
    }

    [Fact]
    public async Task A_key_of_another_project_opens_no_route()
    {
        await using var stage = await AccessStage.StartAsync();
        var other = await stage.KeyAsync("other", Role.Owner);
        foreach (var route in RoutesOf(stage.Host))
        {
            if (NeededBy(route) == Permission.Public) continue;
            (await AskAsync(stage, route, other, "default")).ShouldBe(Refused(route, 403, "project-not-allowed"), Name(route));
        }
    }

    [Fact]
    public async Task Too_little_opens_no_route_and_a_route_asks_for_no_more_than_it_says()
    {
        await using var stage = await AccessStage.StartAsync();
        var keys = new Dictionary<Role, string>();
        foreach (var role in Enum.GetValues<Role>()) keys[role] = await stage.KeyAsync("default", role, name: $"k-{role}");
        foreach (var route in RoutesOf(stage.Host))
        {
            var needed = NeededBy(route);
            if (needed is Permission.Public or Permission.SignedIn) continue;
            foreach (var (role, key) in keys.Where(key => !key.Key.May(needed))) (await AskAsync(stage, route, key)).ShouldBe(Refused(route, 403, "not-allowed"), $"{Name(route)} as {role}");
            // Of what may be done one thing is tried with each who may: reading never changes what the next one finds.
            if (!route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET")) continue;
            foreach (var (role, key) in keys.Where(key => key.Key.May(needed))) (await AskAsync(stage, route, key)).Status.ShouldNotBeOneOf(401, 403);
        }
    }

    [Fact]
    public async Task What_needs_an_administrator_is_refused_to_owners_and_given_to_administrators()
    {
        await using var stage = await AccessStage.StartAsync();
        var owner = await stage.KeyAsync("default", Role.Owner);
        var administrator = await stage.AdministratorKeyAsync();
        foreach (var route in RoutesOf(stage.Host).Where(static route => NeededBy(route) == Permission.Administer))
        {
            (await AskAsync(stage, route, owner)).ShouldBe((403, "not-allowed"), Name(route));
            (await AskAsync(stage, route, administrator)).Status.ShouldNotBeOneOf(401, 403);
        }

        foreach (var path in (string[])["/api/audit?scope=all", "/api/audit?scope=installation", "/api/keys?scope=installation"])
        {
            (await stage.SendAsync(HttpMethod.Get, path, owner)).Status.ShouldBe(403, path);
            (await stage.SendAsync(HttpMethod.Get, path, administrator)).Status.ShouldBe(200, path);
        }

        (await stage.SendAsync(HttpMethod.Put, "/api/retention?scope=installation", owner, new { days = 1 })).Status.ShouldBe(403);
        (await stage.SendAsync(HttpMethod.Put, "/api/cache/policies/x?scope=installation", owner, new { mode = "off" })).Status.ShouldBe(403);
        (await stage.SendAsync(HttpMethod.Post, "/api/retention/run", owner, new { dry_run = true })).Status.ShouldBe(403);
        (await stage.SendAsync(HttpMethod.Post, "/api/retention/run", owner, new { project = "other", dry_run = true })).Status.ShouldBe(403);
        (await stage.SendAsync(HttpMethod.Post, "/api/keys", owner, new { name = "more", administrator = true })).Status.ShouldBe(403);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_tells_strangers_nothing()
    {
        await using var stage = await AccessStage.StartAsync();
        (await stage.SendAsync(HttpMethod.Get, "/api/no-such-thing")).Status.ShouldBe(401);
        (await stage.SendAsync(HttpMethod.Delete, "/api/interactions")).Status.ShouldBe(401);
        (await stage.SendAsync(HttpMethod.Get, "/api/no-such-thing", await stage.KeyAsync("default", Role.Reviewer))).Status.ShouldBe(404);
    }

    private static IEnumerable<RouteEndpoint> RoutesOf(ApiHost host) => host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static Permission NeededBy(RouteEndpoint route) => route.Metadata.GetMetadata<NeededPermission>()!.Permission;

    private static string Name(RouteEndpoint route) => $"{string.Join(',', route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)} /{route.RoutePattern.RawText!.TrimStart('/')}";

    private static string Row(RouteEndpoint route) =>
        $"| {string.Join(',', route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)} | `/{route.RoutePattern.RawText!.Trim('/')}` | {AccessWords.Of(NeededBy(route))} | {(route.Metadata.GetMetadata<AuditedAs>() is { } read ? $"`{read.Action}`" : "")} |";

    /// <summary>Routes with a protocol of their own refuse in its words, which are no problem types.</summary>
    private static (int Status, string? Type) Refused(RouteEndpoint route, int status, string type) => (status, route.Metadata.GetMetadata<IOwnRefusals>() is null ? type : null);

    private static async Task<(int Status, string? Type)> AskAsync(AccessStage stage, RouteEndpoint route, string? key, string? project = null)
    {
        var path = "/" + string.Join('/', route.RoutePattern.RawText!.Trim('/').Split('/').Select(static segment => segment.StartsWith('{') ? "nothing" : segment));
        using var request = new HttpRequestMessage(new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]), path);
        if (request.Method != HttpMethod.Get) request.Content = new StringContent("{}", Encoding.UTF8, route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes is [var type, ..] ? type : "application/json");
        if (key is not null) request.Headers.Add(PresentedKey.Header, key);
        if (project is not null) request.Headers.Add("Reprise-Project", project);
        using var response = await stage.Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (response.Headers.TryGetValues("grpc-status", out var grpc)) return (grpc.Single() switch { "16" => 401, "7" => 403, _ => (int)response.StatusCode }, null);
        if (route.Metadata.GetMetadata<IOwnRefusals>() is not null) return ((int)response.StatusCode, null);
        if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)) return ((int)response.StatusCode, null);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, System.Text.Json.Nodes.JsonNode.Parse(text)?["type"]?.GetValue<string>()["/problems/".Length..]);
    }
}
