using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Privacy;

/// <summary>What a policy takes out is nowhere on record, by whatever way it came; what the client sends and gets is untouched.</summary>
public sealed class PrivacySpec
{
    private const string Planted = "ann.planted@example.com";
    private const string Chat = """{"model":"gpt-4o","user":"u-7","messages":[{"role":"user","content":"I am ann.planted@example.com"}]}""";
    private const string Policy = """{"name":"mine","redact":{"planted":"label"},"rules":[{"name":"planted","pattern":"ann[.]planted@example[.]com"}]}""";

    [Fact]
    public async Task A_call_through_the_gateway_is_redacted_on_record_and_untouched_for_its_client()
    {
        string? arrived = null;
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            arrived = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.ContentType = "text/event-stream";
            foreach (var piece in new[] { "I see, ann.pla", "nted@exam", "ple.com" })
            {
                await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece + "\"}}]}\n\n");
                await context.Response.Body.FlushAsync();
            }

            await context.Response.WriteAsync("data: [DONE]\n\n");
        });
        using var folder = new TempFolder();
        var server = await TestServer.StartInAsync(folder.Path, TestServer.All(upstream.Url));
        await SetAsync(server, Policy);

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat));
        var seen = await response.Content.ReadAsStringAsync();

        arrived.ShouldBe(Chat);
        seen.ShouldContain("I see, ann.pla");
        var record = await server.RecordedAsync(response);
        Text(record.Request).ShouldBe(Chat.Replace(Planted, "[planted]", StringComparison.Ordinal));
        Text(record.Response).ShouldContain("I see, [planted]");
        record.Interaction.PromptPreview.ShouldBe("I am [planted]");
        record.Interaction.ContentPreview.ShouldBe("I see, [planted]");
        record.Interaction.Privacy!.Counts.ShouldBe(new Dictionary<string, int> { ["planted"] = 2 });
        await server.DisposeAsync();
        FilesWith(folder.Path, Planted).ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_and_facts_that_are_sent_pass_the_same_policy()
    {
        using var folder = new TempFolder();
        var server = await TestServer.StartInAsync(folder.Path, []);
        await SetAsync(server, Policy);
        using var response = await server.Http.PostAsync("/api/interactions", RelaySpec.Json("""{"prompt":"mail PLANTED","response":"done","metadata":{"who":"PLANTED"},"error_message":"for PLANTED"}""".Replace("PLANTED", Planted, StringComparison.Ordinal)));
        var result = await response.Content.ReadFromJsonAsync<JsonElement>();
        var id = result.GetProperty("interaction_ids")[0].GetString()!;
        using var fact = await server.Http.PostAsync($"/api/interactions/{id}/facts", RelaySpec.Json($$"""{"kind":"feedback","value":1,"text":"{{Planted}} again"}"""));
        (await fact.Content.ReadAsStringAsync()).ShouldContain("[planted] again");
        var record = await server.Http.GetStringAsync($"/api/interactions/{id}?bodies=true");
        record.ShouldContain("[planted]");
        record.ShouldNotContain(Planted);
        await server.DisposeAsync();
        FilesWith(folder.Path, Planted).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_who_opts_out_is_not_recorded_from_the_next_call_on()
    {
        await using var upstream = await RawUpstream.StartAsync(static context => context.Response.WriteAsync("{}"));
        await using var server = await TestServer.StartAsync(upstream.Url);
        using var added = await server.Http.PostAsync("/api/privacy/opt-outs", RelaySpec.Json("""{"user":"u-7"}"""));
        added.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var sent = await server.Http.PostAsync("/api/interactions", RelaySpec.Json("""{"prompt":"x","response":"y","user_id":"u-7"}"""));
        (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("withheld").GetInt32().ShouldBe(1);
        await Eventually.HoldsAsync("both are counted", () => server.Counters.Withheld.GetValueOrDefault("opted_out") == 2);
        server.Counters.Queued.ShouldBe(0);

        using var removed = await server.Http.PostAsync("/api/privacy/opt-outs/remove", RelaySpec.Json("""{"user":"u-7"}"""));
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var again = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat));
        await server.RecordedAsync(again);
        (await server.Http.GetStringAsync("/api/audit?action=privacy.*")).ShouldContain("privacy.opt_out.remove");
    }

    [Fact]
    public async Task A_text_can_be_tried_without_being_stored()
    {
        await using var server = await TestServer.StartAsync("http://127.0.0.1:1");
        using var response = await server.Http.PostAsync("/api/privacy/test", RelaySpec.Json("{\"text\":\"x " + Planted + "\",\"policy\":" + Policy + "}"));
        var result = await response.Content.ReadFromJsonAsync<JsonElement>();
        result.GetProperty("result").GetString().ShouldBe("x [planted]");
        var found = result.GetProperty("findings")[0];
        (found.GetProperty("start").GetInt32(), found.GetProperty("length").GetInt32()).ShouldBe((2, Planted.Length));
    }

    [Theory]
    [InlineData("""{"sample":2}""", "sample")]
    [InlineData("""{"redact":{"nonsense":"label"}}""", "redact")]
    [InlineData("""{"rules":[{"name":"x","pattern":"(a)\\1"}]}""", "rules")]
    [InlineData("""{"redact":null}""", "redact")]
    public async Task A_policy_that_cannot_be_followed_is_refused(string policy, string member)
    {
        await using var server = await TestServer.StartAsync("http://127.0.0.1:1");
        using var response = await server.Http.PutAsync("/api/privacy/policy", RelaySpec.Json(policy));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameter").GetString().ShouldBe(member);
    }

    private static async Task SetAsync(TestServer server, string policy)
    {
        using var response = await server.Http.PutAsync("/api/privacy/policy", RelaySpec.Json(policy));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private static string Text(Body? body) => Encoding.UTF8.GetString(body!.Bytes.Span);

    private static IEnumerable<string> FilesWith(string folder, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);
    }
}
