using System.Text.Json.Nodes;
using Reprise.Demo.Stories;

namespace Reprise.Demo.Traffic;

/// <summary>A customer talks to support over several turns and sometimes says afterwards how it was.</summary>
internal static class ChatScenes
{
    public static async Task SupportAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var story = cast.Pick(SupportStories.All);
        var target = cast.ChatModel();
        var turns = new List<Turn>();
        var label = new CallLabel
        {
            Session = cast.Session,
            User = cast.User,
            PromptType = "support",
            Tags = cast.Chance(0.5) ? "support,web" : "support,app",
            Metadata = new JsonObject { ["topic"] = story.Name, ["release"] = "2026.11" }.ToJsonString(),
        };
        string? last = null;
        foreach (var turn in story.Turns)
        {
            turns.Add(new Turn("user", cast.Say(turn)));
            var conversation = new Conversation(story.System, turns) { Stream = cast.Chance(0.6) };
            last = await client.CallAsync(conversation.To(target), label, cancellationToken);
            turns.Add(new Turn("assistant", StoryBook.Find(cast.Say(turn), 0, [])!.Text));
            await cast.PauseAsync(cancellationToken);
        }

        await JudgeAsync(cast, client, story, last, cancellationToken);
    }

    private static async Task JudgeAsync(Cast cast, DemoClient client, Story story, string? last, CancellationToken cancellationToken)
    {
        var upset = story.Name == "asking for a person";
        if (upset || cast.Chance(0.4))
        {
            var fact = new JsonObject { ["kind"] = "feedback", ["value"] = upset ? -1 : 1, ["author"] = cast.User, ["text"] = upset ? "Took far too long." : "Quick and clear, thank you!" };
            await client.FactAsync(last, fact, cancellationToken);
        }

        if (story.Name == "discount hunter")
            await client.FactAsync(last, new JsonObject { ["kind"] = "flag", ["value"] = 1, ["text"] = "Tried to talk the assistant out of its instructions", ["author"] = "rules" }, cancellationToken);
        if (cast.Chance(0.5))
            await client.FactAsync(last, new JsonObject { ["kind"] = "evaluation", ["name"] = "relevance_score", ["value"] = Math.Round(0.7 + (cast.Random.NextDouble() * 0.3), 2), ["author"] = "judge-small" }, cancellationToken);
        await client.FactAsync(last, new JsonObject { ["kind"] = "label", ["name"] = "topic", ["text"] = story.Name, ["author"] = "rules" }, cancellationToken);
    }
}
