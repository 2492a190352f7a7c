using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Anthropic's messages: blocks that begin, grow and end, between the message's start and its stop.</summary>
internal sealed class MessagesForm : IAnswerForm
{
    public FrameKind StreamKind(AnswerWish wish) => FrameKind.ServerSentEvents;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        JsonObject? message = null;
        var blocks = new SortedDictionary<int, MessageBlock>();
        foreach (var frame in events)
        {
            if (frame.Value is not { } value) continue;
            switch (value.Text("type"))
            {
                case "message_start":
                    message = value.Object("message")?.CopyObject();
                    break;
                case "content_block_start":
                    if (value.Number("index") is not { } started || value.Object("content_block") is not { } begun) return null;
                    blocks[started] = new MessageBlock(begun.CopyObject());
                    break;
                case "content_block_delta":
                    if (value.Number("index") is not { } at || !blocks.TryGetValue(at, out var block) || value.Object("delta") is not { } delta || !block.TryAdd(delta)) return null;
                    break;
                case "message_delta":
                    if (message is null) return null;
                    AddEnd(value, message);
                    break;
                case "error":
                    return null;
                default:
                    break;
            }
        }

        if (message is null) return null;
        var content = new JsonArray();
        foreach (var block in blocks.Values)
        {
            if (block.Whole() is not { } whole) return null;
            content.Add((JsonNode)whole);
        }

        message["content"] = content;
        return message;
    }

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish)
    {
        if (whole.Array("content") is not { } content) return null;
        var start = whole.CopyWithout("stop_details", "context_management", "container");
        start["content"] = new JsonArray();
        start["stop_reason"] = null;
        start["stop_sequence"] = null;
        if (start.Object("usage") is { } begun && begun.ContainsKey("output_tokens")) begun["output_tokens"] = 0;
        var events = new List<Frame> { Event("message_start", new JsonObject { ["message"] = start }) };
        for (var i = 0; i < content.Count; i++)
        {
            if (content[i] is not JsonObject block) return null;
            MessageBlock.Split(block, i, events);
        }

        var delta = new JsonObject { ["stop_reason"] = whole.Copy("stop_reason"), ["stop_sequence"] = whole.Copy("stop_sequence") };
        foreach (var name in (ReadOnlySpan<string>)["stop_details", "container"])
        {
            if (whole.ContainsKey(name)) delta[name] = whole.Copy(name);
        }

        var end = new JsonObject { ["delta"] = delta, ["usage"] = whole.Object("usage")?.CopyWithout("service_tier", "inference_geo") };
        if (whole.ContainsKey("context_management")) end["context_management"] = whole.Copy("context_management");
        events.Add(Event("message_delta", end));
        events.Add(Event("message_stop", []));
        return events;
    }

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Array("content") is null) return false;
        whole["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text });
        whole["stop_reason"] = "end_turn";
        whole["stop_sequence"] = null;
        whole.Remove("stop_details");
        return true;
    }

    internal static Frame Event(string type, JsonObject properties)
    {
        var value = new JsonObject { ["type"] = type };
        value.Lay(properties);
        return new Frame(type, value);
    }

    private static void AddEnd(JsonObject value, JsonObject message)
    {
        message.Lay(value.CopyWithout("type", "delta", "usage"));
        if (value.Object("delta") is { } delta) message.Lay(delta);
        if (value.Object("usage") is not { } counts) return;
        if (message.Object("usage") is { } known) known.Lay(counts);
        else message["usage"] = counts.DeepClone();
    }
}
