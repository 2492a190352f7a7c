using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>OpenAI's chat and its older completions, and everybody who speaks like them.</summary>
internal sealed class ChatForm : IAnswerForm
{
    public FrameKind StreamKind(AnswerWish wish) => FrameKind.ServerSentEvents;

    /// <summary>Whether the event tells token counts and nothing else.</summary>
    public static bool IsCounts(Frame frame) => frame.Value is { } chunk && chunk.Array("choices") is { Count: 0 } && chunk["usage"] is JsonObject;

    public JsonObject? Join(IReadOnlyList<Frame> events) => new ChatJoin().Join(events);

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish)
    {
        if (whole.Array("choices") is not { Count: > 0 } choices) return null;
        var isChat = whole.Text("object") is not "text_completion";
        var common = Common(whole, isChat);
        var chunks = new List<Frame>();
        var rest = whole.CopyWithout("choices", "usage", "id", "object", "created", "model", "system_fingerprint", "service_tier");
        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i] is not JsonObject choice) return null;
            var index = choice.Number("index") ?? i;
            if (!(choice.Object("message") is { } message ? SplitMessage(choice, message, index, common, chunks) : SplitText(choice, index, common, chunks))) return null;
        }

        // What is said of the whole answer (citations, filters of the prompt) comes first.
        chunks[0].Value!.Lay(rest);
        if (wish.IncludeUsage && whole.Object("usage") is { } usage) chunks.Add(Chunk(common, choice: null, usage));
        chunks.Add(new Frame(Name: null, Value: null));
        return chunks;
    }

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Array("choices") is not { Count: > 0 } choices) return false;
        foreach (var item in choices)
        {
            if (item is not JsonObject choice) return false;
            if (choice.Object("message") is { } message) choice["message"] = new JsonObject { ["role"] = message.Text("role") ?? "assistant", ["content"] = text };
            else choice["text"] = text;
            if (choice.ContainsKey("logprobs")) choice["logprobs"] = null;
            choice["finish_reason"] = "stop";
        }

        whole.Remove("citations");
        whole.Remove("search_results");
        return true;
    }

    private static JsonObject Common(JsonObject whole, bool isChat)
    {
        var common = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["id", "object", "created", "model", "service_tier", "system_fingerprint"])
        {
            if (whole.ContainsKey(name)) common[name] = whole.Copy(name);
        }

        if (isChat) common["object"] = "chat.completion.chunk";
        return common;
    }

    private static Frame Chunk(JsonObject common, JsonObject? choice, JsonObject? usage = null)
    {
        var chunk = common.CopyObject();
        chunk["choices"] = choice is null ? new JsonArray() : new JsonArray(choice);
        if (usage is not null) chunk["usage"] = usage.DeepClone();
        return new Frame(Name: null, chunk);
    }

    private static JsonObject Choice(int index, JsonObject delta, JsonNode? logprobs = null) =>
        new() { ["index"] = index, ["delta"] = delta, ["logprobs"] = logprobs, ["finish_reason"] = null };

    private static bool SplitMessage(JsonObject choice, JsonObject message, int index, JsonObject common, List<Frame> chunks)
    {
        // Sound comes in pieces of another shape than it stands in a whole answer.
        if (message.Object("audio")?.Text("data") is { Length: > 0 }) return false;
        chunks.Add(Chunk(common, Choice(index, new JsonObject { ["role"] = message.Text("role") ?? "assistant", ["content"] = message["content"] is null ? null : "" })));
        var before = message.CopyWithout("role", "content", "tool_calls", "audio");
        if (before.Any(property => property.Value is not null)) chunks.Add(Chunk(common, Choice(index, before)));
        var logprobs = choice.Copy("logprobs");
        if (message["content"] is { } content) chunks.Add(Chunk(common, Choice(index, new JsonObject { ["content"] = content.DeepClone() }, logprobs)));
        if (message.Array("tool_calls") is { Count: > 0 } calls) chunks.Add(Chunk(common, Choice(index, new JsonObject { ["tool_calls"] = Numbered(calls) })));
        var last = choice.CopyWithout("message", "logprobs");
        last["delta"] = new JsonObject();
        chunks.Add(Chunk(common, last));
        return true;
    }

    private static JsonArray Numbered(JsonArray calls)
    {
        var numbered = new JsonArray();
        foreach (var call in calls)
        {
            if (call is not JsonObject known) continue;
            var copy = new JsonObject { ["index"] = numbered.Count };
            copy.Lay(known.CopyWithout("index"));
            numbered.Add((JsonNode)copy);
        }

        return numbered;
    }

    private static bool SplitText(JsonObject choice, int index, JsonObject common, List<Frame> chunks)
    {
        if (choice.Text("text") is not { } text) return false;
        chunks.Add(Chunk(common, new JsonObject { ["text"] = text, ["index"] = index, ["logprobs"] = choice.Copy("logprobs"), ["finish_reason"] = null }));
        var last = choice.CopyWithout("text", "logprobs");
        last["text"] = "";
        chunks.Add(Chunk(common, last));
        return true;
    }
}
