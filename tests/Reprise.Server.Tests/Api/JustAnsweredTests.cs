using System.Net;
using System.Net.Http.Json;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Api;

/// <summary>A caller that was answered a moment ago may speak of the interaction at once.</summary>
public sealed class JustAnsweredTests
{
    [Fact]
    public async Task Feedback_and_reading_right_behind_the_answer_find_the_interaction()
    {
        await using var upstream = await RawUpstream.StartAsync(context => RelaySpec.AnswerAsync(context, "{}"));
        await using var server = await TestServer.StartAsync(upstream.Url, "Capture:Linger=00:00:00.3");
        for (var i = 0; i < 5; i++)
        {
            using var answer = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json("{}"));
            var id = answer.Headers.GetValues("Reprise-Id").Single();

            using var added = await server.Http.PostAsJsonAsync($"/api/interactions/{id}/facts", new { kind = "feedback", value = 1 });
            using var read = await server.Http.GetAsync($"/api/interactions/{id}");

            added.StatusCode.ShouldBe(HttpStatusCode.Created);
            read.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task An_id_that_nobody_was_given_is_not_found_at_once()
    {
        await using var server = await TestServer.StartAsync("http://127.0.0.1:9");

        using var read = await server.Http.GetAsync("/api/interactions/01997f2c-8a3e-7cc1-9d5b-0242ac120002");

        read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
