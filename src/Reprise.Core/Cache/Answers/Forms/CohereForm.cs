using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Cohere's chat, second version. The first is given as it was recorded or not at all.</summary>
internal sealed class CohereForm : IAnswerForm
{
    public FrameKind StreamKind(AnswerWish wish) => FrameKind.ServerSentEvents;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        var whole = new JsonObject();
        var message = new JsonObject { ["role"] = "assistant" };
        var contents = new SortedDictionary<int, JsonObject>();
        var calls = new SortedDictionary<int, JsonObject>();
        var citations = new JsonArray();
        foreach (var frame in events)
        {
            if (frame.Value is not { } value) continue;
            var delta = value.Object("delta");
            var said = delta?.Object("message");
            var index = value.Number("index") ?? 0;
            switch (value.Text("type"))
            {
                case "message-start":
                    whole["id"] = value.Copy("id");
                    break;
                case "content-start" or "content-delta":
                    if (said?.Object("content") is not { } content) return null;
                    AddTexts(content, Of(contents, index), ["text", "thinking"]);
                    break;
                case "tool-plan-delta":
                    if (said?.Text("tool_plan") is { } plan) message.Append("tool_plan", plan);
                    break;
                case "tool-call-start" or "tool-call-delta":
                    if (said?.Object("tool_calls") is not { } call) return null;
                    var known = Of(calls, index);
                    known.Lay(call.CopyWithout("function"));
                    if (known.Object("function") is not { } function) known["function"] = function = [];
                    if (call.Object("function") is { } piece) AddTexts(piece, function, ["arguments"]);
                    break;
                case "citation-start":
                    if (said?["citations"] is not { } citation) return null;
                    citations.Add(citation.DeepClone());
                    break;
                case "message-end":
                    if (delta is null || delta["error"] is not null) return null;
                    whole.Lay(delta);
                    break;
                case "content-end" or "tool-call-end" or "citation-end":
                    break;
                default:
                    return null;
            }
        }

        if (calls.Count > 0) message["tool_calls"] = new JsonArray([.. calls.Values]);
        if (contents.Count > 0) message["content"] = new JsonArray([.. contents.Values]);
        if (citations.Count > 0) message["citations"] = citations;
        whole["message"] = message;
        return whole;
    }

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish)
    {
        if (whole.Object("message") is not { } message) return null;
        var empty = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(), ["tool_plan"] = "", ["tool_calls"] = new JsonArray(), ["citations"] = new JsonArray() };
        var start = Event("message-start", index: null, empty);
        start.Value!["id"] = whole.Copy("id");
        var events = new List<Frame> { start };
        if (message.Text("tool_plan") is { Length: > 0 } plan) events.Add(Event("tool-plan-delta", index: null, new JsonObject { ["tool_plan"] = plan }));
        if (!TrySplitContents(message, events)) return null;
        var calls = message.Array("tool_calls") ?? [];
        for (var i = 0; i < calls.Count; i++)
        {
            if (calls[i] is not JsonObject call || call.Object("function") is not { } function) return null;
            var begun = call.CopyObject();
            begun.Object("function")!["arguments"] = "";
            events.Add(Event("tool-call-start", i, new JsonObject { ["tool_calls"] = begun }));
            var arguments = new JsonObject { ["function"] = new JsonObject { ["arguments"] = function.Copy("arguments") } };
            events.Add(Event("tool-call-delta", i, new JsonObject { ["tool_calls"] = arguments }));
            events.Add(Event("tool-call-end", i, said: null));
        }

        var citations = message.Array("citations") ?? [];
        for (var i = 0; i < citations.Count; i++)
        {
            events.Add(Event("citation-start", i, new JsonObject { ["citations"] = citations[i]?.DeepClone() }));
            events.Add(Event("citation-end", i, said: null));
        }

        var end = new JsonObject { ["type"] = "message-end", ["delta"] = whole.CopyWithout("id", "message") };
        events.Add(new Frame("message-end", end));
        return events;
    }

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Object("message") is null) return false;
        whole["message"] = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
        whole["finish_reason"] = "COMPLETE";
        return true;
    }

    private static bool TrySplitContents(JsonObject message, List<Frame> events)
    {
        var contents = message.Array("content") ?? [];
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is not JsonObject part) return false;
            var name = part.ContainsKey("thinking") ? "thinking" : "text";
            if (part.Text(name) is not { } text) return false;
            var begun = part.CopyWithout(name);
            begun[name] = "";
            events.Add(Event("content-start", i, new JsonObject { ["content"] = begun }));
            events.Add(Event("content-delta", i, new JsonObject { ["content"] = new JsonObject { [name] = text } }));
            events.Add(Event("content-end", i, said: null));
        }

        return true;
    }

    private static Frame Event(string type, int? index, JsonObject? said)
    {
        var value = new JsonObject { ["type"] = type };
        if (index is { } number) value["index"] = number;
        if (said is not null) value["delta"] = new JsonObject { ["message"] = said };
        return new Frame(type, value);
    }

    private static JsonObject Of(SortedDictionary<int, JsonObject> all, int index)
    {
        if (!all.TryGetValue(index, out var one)) all[index] = one = [];
        return one;
    }

    private static void AddTexts(JsonObject from, JsonObject to, ReadOnlySpan<string> growing)
    {
        foreach (var (name, value) in from)
        {
            if (growing.Contains(name) && from.Text(name) is { } text) to.Append(name, text);
            else to[name] = value?.DeepClone();
        }
    }
}
