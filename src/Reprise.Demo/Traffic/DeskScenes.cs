using System.Text.Json.Nodes;
using Reprise.Demo.Stories;

namespace Reprise.Demo.Traffic;

/// <summary>Single calls from desks and jobs: summaries, code, translation, the nightly batch, embeddings, a model on the own machine.</summary>
internal static class DeskScenes
{
    public static Task SummaryAsync(Cast cast, DemoClient client, CancellationToken cancellationToken) =>
        AskAsync(cast, client, DeskStories.Summaries, cast.ChatModel(), "summary", "office", cancellationToken);

    public static async Task CodeAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var target = cast.Thinker();
        var turn = cast.Pick(DeskStories.Code.Turns);
        var label = new CallLabel { Session = cast.Session, User = cast.User, PromptType = "code", Tags = "ide" };
        if (target.Provider != "openai")
        {
            await client.CallAsync(new Conversation(DeskStories.Code.System, [new Turn("user", turn.User)]) { Stream = cast.Chance(0.5), Think = true }.To(target), label, cancellationToken);
            return;
        }

        var call = Responses(target, DeskStories.Code, turn, cast.Chance(0.5));
        call.Body["reasoning"] = new JsonObject { ["effort"] = "medium", ["summary"] = "auto" };
        await client.CallAsync(call, label, cancellationToken);
    }

    public static Task TranslateAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var label = new CallLabel { Session = cast.Session, User = cast.User, PromptType = "translation", Tags = "website" };
        var call = Responses(new Target("openai", "gpt-4.1-mini"), DeskStories.Translations, cast.Pick(DeskStories.Translations.Turns), cast.Chance(0.5));
        return cast.Chance(0.5)
            ? client.CallAsync(call, label, cancellationToken)
            : AskAsync(cast, client, DeskStories.Translations, cast.Pick<Target>([new("mistral", "mistral-large-latest"), new("gemini", "gemini-2.5-flash")]), "translation", "website", cancellationToken);
    }

    public static async Task NightlyBatchAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var target = cast.Chance(0.5) ? new Target("openai", "gpt-4o-mini") : new Target("groq", "llama-3.1-8b-instant");
        var label = new CallLabel { Session = $"reviews-{cast.Time.GetUtcNow():yyyy-MM-dd}", User = "batch", PromptType = "classification", Tags = "nightly,batch" };
        for (var i = 0; i < DeskStories.Reviews.Turns.Count; i++)
        {
            var text = StoryBook.Fill(DeskStories.Reviews.Turns[i].User, $"{cast.Order[2..]}{i}");
            await client.CallAsync(new Conversation(DeskStories.Reviews.System, [new Turn("user", text)]).To(target), label, cancellationToken);
        }
    }

    public static Task EmbedAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var texts = DeskStories.Passages.Skip(cast.Random.Next(4)).Take(1 + cast.Random.Next(4)).ToList();
        var call = cast.Random.Next(4) switch
        {
            0 => new ModelCall("openai", "/v1/embeddings", new JsonObject { ["model"] = "text-embedding-3-small", ["input"] = List(texts) }),
            1 => new ModelCall("ollama", "/api/embed", new JsonObject { ["model"] = "nomic-embed-text", ["input"] = List(texts) }),
            2 => new ModelCall("cohere", "/v2/embed", new JsonObject { ["model"] = "embed-v4.0", ["texts"] = List(texts), ["input_type"] = "search_document", ["embedding_types"] = List(["float"]) }),
            _ => new ModelCall("gemini", "/v1beta/models/gemini-embedding-001:embedContent", new JsonObject { ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = texts[0] }) } }),
        };
        return client.CallAsync(call, new CallLabel { User = "indexer", PromptType = "embedding", Tags = "handbook" }, cancellationToken);
    }

    public static async Task LocalAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var turn = cast.Pick(SupportStories.All).Turns[0];
        var label = new CallLabel { Session = cast.Session, User = cast.User, PromptType = "draft", Tags = "local" };
        var chat = new Conversation("Draft a friendly reply.", [new Turn("user", cast.Say(turn))]) { Stream = true };
        await client.CallAsync(chat.To(new Target("ollama", "llama3.2:3b")), label, cancellationToken);
        var generate = new JsonObject { ["model"] = "qwen2.5:7b", ["prompt"] = cast.Pick(DeskStories.Translations.Turns).User, ["stream"] = cast.Chance(0.5) };
        await client.CallAsync(new ModelCall("ollama", "/api/generate", generate), label, cancellationToken);
    }

    private static Task<string?> AskAsync(Cast cast, DemoClient client, Story story, Target target, string promptType, string tag, CancellationToken cancellationToken)
    {
        var conversation = new Conversation(story.System, [new Turn("user", cast.Pick(story.Turns).User)]) { Stream = cast.Chance(0.3) };
        return client.CallAsync(conversation.To(target), new CallLabel { Session = cast.Session, User = cast.User, PromptType = promptType, Tags = tag }, cancellationToken);
    }

    private static ModelCall Responses(Target target, Story story, StoryTurn turn, bool stream) => new(target.Provider, "/v1/responses", new JsonObject
    {
        ["model"] = target.Model,
        ["instructions"] = story.System,
        ["input"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = turn.User }),
        ["stream"] = stream,
    });

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);
}
