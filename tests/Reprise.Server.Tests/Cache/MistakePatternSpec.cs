using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Client;
using Reprise.Client.Documents;

namespace Reprise.Server.Tests.Cache;

/// <summary>The same mistake made again gets the same rejection: a right "no" is as good an answer as any.</summary>
public sealed class MistakePatternSpec
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_typo_that_was_rightly_rejected_is_rejected_again_without_a_call()
    {
        await using var stage = await CacheStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        var rejection = await client.LogInteractionAsync(
            new LoggedInteraction { ToolId = "command_checker", InteractionType = "check", Input = Text("run trasnlate"), Output = Text("Invalid command: trasnlate"), Success = true, QualityScore = 0.8 }, Cancellation);

        var again = await LookupAsync(client, "run trasnlate");
        (again.Hit, again.Answer!.InteractionId, again.Answer.QualityScore).ShouldBe((true, rejection, 0.8));
        again.Answer.Output!.Value.GetString().ShouldBe("Invalid command: trasnlate");
        (await LookupAsync(client, "run translate")).Hit.ShouldBeFalse("the right command must not be taken for the typo");
        var found = await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "command_checker", Input = Text("run trasnlate") }, Cancellation);
        found.ShouldHaveSingleItem().InteractionId.ShouldBe(rejection);
    }

    [Theory]
    [InlineData("\"content\":\"no\"")]
    [InlineData("\"content\":null,\"refusal\":\"I'm sorry, I can't help with that.\"")]
    public async Task A_no_and_a_refusal_of_a_model_are_given_again_like_any_answer(string message)
    {
        await using var stage = await CacheStage.StartAsync((context, _) =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(
                $$$"""{"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant",{{{message}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}}""");
        });
        var question = CacheStage.Question("Is 'run trasnlate' a valid command?");
        var first = await stage.KeepAsync(question);

        var second = await stage.SendAsync(question);

        (second.Cache, second.Source, stage.Calls).ShouldBe(("hit", first.Id, 1));
        second.Body.ShouldContain(message);
    }

    private static Task<CachedResult> LookupAsync(RepriseClient client, string input) =>
        client.GetCachedResultAsync(new CachedResultRequest { ToolId = "command_checker", Input = Text(input) }, Cancellation);

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
