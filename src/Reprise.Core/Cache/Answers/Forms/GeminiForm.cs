using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Google's generateContent: every event of a stream looks like a whole answer, so a whole answer is a stream of one.</summary>
internal sealed class GeminiForm : IAnswerForm
{
    public FrameKind StreamKind(AnswerWish wish) => wish.ServerSentEvents ? FrameKind.ServerSentEvents : FrameKind.Array;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        var whole = new JsonObject();
        var candidates = new SortedDictionary<int, JsonObject>();
        foreach (var frame in events)
        {
            if (frame.Value is not { } chunk || chunk["error"] is not null) return null;
            whole.Lay(chunk.CopyWithout("candidates"));
            if (chunk.Array("candidates") is not { } list) continue;
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is not JsonObject piece) return null;
                var index = piece.Number("index") ?? i;
                if (!candidates.TryGetValue(index, out var candidate)) candidates[index] = candidate = [];
                candidate.Lay(piece.CopyWithout("content"));
                if (piece.Object("content") is { } content) AddContent(content, candidate);
            }
        }

        if (candidates.Count > 0) whole["candidates"] = new JsonArray([.. candidates.Values]);
        return whole;
    }

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish) => [new Frame(Name: null, whole)];

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Array("candidates")?.FirstOrDefault() is not JsonObject first) return false;
        var edited = new JsonObject
        {
            ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = text }), ["role"] = "model" },
            ["finishReason"] = "STOP",
            ["index"] = first.Number("index") ?? 0,
        };
        whole["candidates"] = new JsonArray(edited);
        return true;
    }

    private static void AddContent(JsonObject content, JsonObject candidate)
    {
        if (candidate.Object("content") is not { } known) candidate["content"] = known = [];
        known.Lay(content.CopyWithout("parts"));
        var parts = known.List("parts");
        foreach (var item in content.Array("parts") ?? [])
        {
            if (item is JsonObject part && IsText(part) && parts.LastOrDefault() is JsonObject last && IsText(last) && IsThought(part) == IsThought(last)) last.Append("text", part.Text("text")!);
            else parts.Add(item?.DeepClone());
        }
    }

    /// <summary>Text and at most the word that it is thinking; a signature binds a part to what it holds.</summary>
    private static bool IsText(JsonObject part) => part.Text("text") is not null && part.All(static property => property.Key is "text" or "thought");

    private static bool IsThought(JsonObject part) => part["thought"] is JsonValue value && value.TryGetValue(out bool thought) && thought;
}
