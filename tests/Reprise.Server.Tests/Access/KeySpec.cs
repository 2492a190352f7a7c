using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Access;

/// <summary>Keys of programs at the gateway: where they stand, what they open, and that they go no further.</summary>
public sealed class KeySpec
{
    [Theory]
    [InlineData("Reprise-Key", "{key}", "")]
    [InlineData("Authorization", "Bearer {key}", "")]
    [InlineData("Authorization", "bearer  {key}", "")]
    [InlineData("Authorization", "Basic {basic}", "")]
    [InlineData("x-api-key", "{key}", "")]
    [InlineData("api-key", "{key}", "")]
    [InlineData("x-goog-api-key", "{key}", "")]
    [InlineData(null, null, "?key={key}")]
    [InlineData(null, null, "?a=1&key=%72pr_{rest}&b=2")]
    public async Task A_key_is_taken_where_a_provider_takes_one_and_never_reaches_it(string? header, string? value, string query)
    {
        await using var stage = await GatewayStage.StartAsync("Providers:openai:ApiKey=sk-of-the-server");
        var key = await stage.KeyAsync("team", Role.Recorder);
        string Filled(string text) => text.Replace("{key}", key, StringComparison.Ordinal).Replace("{rest}", key["rpr_".Length..], StringComparison.Ordinal)
            .Replace("{basic}", Convert.ToBase64String(Encoding.ASCII.GetBytes($"me:{key}")), StringComparison.Ordinal);
        using var response = await stage.CallAsync("/openai/v1/chat/completions" + Filled(query), header, value is null ? null : Filled(value));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = stage.Seen.ShouldHaveSingleItem();
        seen.ShouldContain("Authorization: Bearer sk-of-the-server");
        seen.ShouldNotContain("rpr_", Case.Insensitive);
        seen.ShouldNotContain(key["rpr_".Length..]);
        if (query.StartsWith("?a", StringComparison.Ordinal)) seen.ShouldContain("/v1/chat/completions?a=1&b=2\n");
        var record = await stage.Server.RecordedAsync(response, "team");
        System.Text.Json.JsonSerializer.Serialize(record.Interaction).ShouldNotContain(key["rpr_".Length..]);
    }

    [Fact]
    public async Task A_key_beside_the_clients_own_key_leaves_that_alone()
    {
        await using var stage = await GatewayStage.StartAsync();
        var key = await stage.KeyAsync("team", Role.Recorder);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = new StringContent("{}") };
        request.Headers.Add(PresentedKey.Header, key);
        request.Headers.Add("Authorization", "Bearer sk-of-the-client");
        (await stage.Server.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        stage.Seen.ShouldHaveSingleItem().ShouldContain("Bearer sk-of-the-client");
    }

    [Fact]
    public async Task A_key_in_any_other_header_goes_no_further_either()
    {
        await using var stage = await GatewayStage.StartAsync();
        var key = await stage.KeyAsync("team", Role.Recorder);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/openai/v1/chat/completions?note={key}&auth=Bearer%20{key}&{key}") { Content = new StringContent("{}") };
        request.Headers.Add(PresentedKey.Header, key);
        request.Headers.Add("X-Debug", $"curl -H 'Reprise-Key: {key}'");
        request.Headers.Add("Cookie", $"a=b; reprise=secret-token; x={key}");
        (await stage.Server.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = stage.Seen.ShouldHaveSingleItem();
        seen.ShouldNotContain(key);
        seen.ShouldNotContain("secret-token");
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions", "error.code", "invalid_api_key")]
    [InlineData("/anthropic/v1/messages", "error.type", "authentication_error")]
    public async Task Who_shows_nothing_is_refused_in_the_providers_words_and_reaches_nobody(string path, string member, string expected)
    {
        await using var stage = await GatewayStage.StartAsync();
        foreach (var key in (string?[])[null, KeyText.New().Reveal()])
        {
            using var response = await stage.CallAsync(path, key is null ? null : PresentedKey.Header, key);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            var body = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            member.Split('.').Aggregate(body, static (node, name) => node[name]!).GetValue<string>().ShouldBe(expected);
        }

        stage.Seen.ShouldBeEmpty();
        stage.Server.Counters.Received.ShouldBe(0);
    }

    [Fact]
    public async Task A_key_decides_the_project_and_no_header_does()
    {
        await using var stage = await GatewayStage.StartAsync();
        var key = await stage.KeyAsync("team", Role.Recorder);
        using var own = await stage.CallAsync("/openai/v1/chat/completions", PresentedKey.Header, key);
        (await stage.Server.RecordedAsync(own, "team")).Interaction.Project.ShouldBe("team");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = new StringContent("{}") };
        request.Headers.Add(PresentedKey.Header, key);
        request.Headers.Add("Reprise-Project", "default");
        (await stage.Server.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        stage.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reviewer_may_not_record_and_two_keys_are_none()
    {
        await using var stage = await GatewayStage.StartAsync();
        var reviewer = await stage.KeyAsync("team", Role.Reviewer);
        (await stage.CallAsync("/openai/v1/models", PresentedKey.Header, reviewer)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openai/v1/models");
        request.Headers.Add(PresentedKey.Header, await stage.KeyAsync("team", Role.Recorder));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stage.KeyAsync("other", Role.Recorder));
        (await stage.Server.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        stage.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_from_the_next_call_on()
    {
        await using var stage = await GatewayStage.StartAsync();
        var key = await stage.KeyAsync("team", Role.Recorder);
        (await stage.CallAsync("/openai/v1/models", PresentedKey.Header, key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        KeyText.TryParse(key, out var text).ShouldBeTrue();
        await stage.Server.Services.GetRequiredService<ApiKeys>().RevokeAsync("team", text.Id, "test", TestContext.Current.CancellationToken);
        (await stage.CallAsync("/openai/v1/models", PresentedKey.Header, key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Its_use_is_written_down_once_an_hour()
    {
        await using var stage = await GatewayStage.StartAsync();
        var key = await stage.KeyAsync("team", Role.Recorder);
        for (var i = 0; i < 3; i++) (await stage.CallAsync("/openai/v1/models", PresentedKey.Header, key)).Dispose();
        await stage.Server.Services.GetRequiredService<KeyUse>().WriteAsync(TestContext.Current.CancellationToken);
        var kept = (await stage.Server.Services.GetRequiredService<ApiKeys>().ListAsync("team", TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        kept.LastUsedAt.ShouldNotBeNull();
        (await stage.CallAsync("/openai/v1/models", PresentedKey.Header, key)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_login_a_key_still_counts()
    {
        await using var stage = await GatewayStage.StartAsync("Access:RequireLogin=false");
        (await stage.CallAsync("/openai/v1/models", null, null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stage.CallAsync("/openai/v1/models", PresentedKey.Header, KeyText.New().Reveal())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var response = await stage.CallAsync("/openai/v1/chat/completions", PresentedKey.Header, await stage.KeyAsync("team", Role.Recorder));
        (await stage.Server.RecordedAsync(response, "team")).Interaction.Project.ShouldBe("team");
    }

    private sealed class GatewayStage(TestServer server, RawUpstream upstream, ConcurrentQueue<string> seen) : IAsyncDisposable
    {
        public TestServer Server => server;

        /// <summary>Every request that reached the provider: its address and headers, a line each.</summary>
        public ConcurrentQueue<string> Seen => seen;

        public static async Task<GatewayStage> StartAsync(params string[] settings)
        {
            var seen = new ConcurrentQueue<string>();
            var upstream = await RawUpstream.StartAsync(context =>
            {
                var head = new StringBuilder().Append(context.Request.Path).Append(context.Request.QueryString).Append('\n');
                foreach (var (name, value) in context.Request.Headers) head.Append(name).Append(": ").Append(value.ToString()).Append('\n');
                seen.Enqueue(head.ToString());
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("{}");
            });
            return new GatewayStage(await TestServer.StartAsync(upstream.Url, ["Access:RequireLogin=true", $"Admin_Password={AccessStage.AdminPassword}", .. settings]), upstream, seen);
        }

        public async Task<string> KeyAsync(string project, Role role)
        {
            var wanted = new ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = $"k{seen.Count}", Project = project, Role = role };
            return (await server.Services.GetRequiredService<ApiKeys>().CreateAsync(wanted, "test", CancellationToken.None)).Text.Reveal();
        }

        public async Task<HttpResponseMessage> CallAsync(string path, string? header, string? value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
            return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await upstream.DisposeAsync();
        }
    }
}
