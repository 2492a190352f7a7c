using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Bedrock's converse: blocks by number, in a binary stream whose events have their names in a header.</summary>
internal sealed class ConverseForm : IAnswerForm
{
    private const string Block = "contentBlockIndex";

    public FrameKind StreamKind(AnswerWish wish) => FrameKind.Aws;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        var whole = new JsonObject();
        var message = new JsonObject { ["role"] = "assistant" };
        var blocks = new SortedDictionary<int, JsonObject>();
        foreach (var (name, value) in events)
        {
            if (value is null) return null;
            switch (name)
            {
                case "messageStart":
                    if (value["role"] is not null) message["role"] = value.Copy("role");
                    break;
                case "contentBlockStart" or "contentBlockDelta":
                    if (value.Number(Block) is not { } index) return null;
                    if (!blocks.TryGetValue(index, out var block)) blocks[index] = block = [];
                    if ((value.Object("start") ?? value.Object("delta")) is { } piece && !TryAdd(piece, block)) return null;
                    break;
                case "contentBlockStop":
                    break;
                case "messageStop" or "metadata":
                    whole.Lay(value.CopyWithout("p"));
                    break;
                default:
                    return null;
            }
        }

        foreach (var block in blocks.Values)
        {
            if (!TryFinish(block)) return null;
        }

        message["content"] = new JsonArray([.. blocks.Values.Where(static block => block.Count > 0)]);
        whole["output"] = new JsonObject { ["message"] = message };
        return whole;
    }

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish)
    {
        if (whole.Object("output")?.Object("message") is not { } message || message.Array("content") is not { } content) return null;
        var events = new List<Frame> { new("messageStart", new JsonObject { ["role"] = message.Text("role") ?? "assistant" }) };
        for (var i = 0; i < content.Count; i++)
        {
            if (content[i] is not JsonObject block || block.Count != 1 || !TrySplit(block, i, events)) return null;
            events.Add(new Frame("contentBlockStop", new JsonObject { [Block] = i }));
        }

        var stop = new JsonObject { ["stopReason"] = whole.Copy("stopReason") };
        if (whole.ContainsKey("additionalModelResponseFields")) stop["additionalModelResponseFields"] = whole.Copy("additionalModelResponseFields");
        events.Add(new Frame("messageStop", stop));
        events.Add(new Frame("metadata", whole.CopyWithout("output", "stopReason", "additionalModelResponseFields")));
        return events;
    }

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Object("output")?.Object("message") is not { } message) return false;
        message["content"] = new JsonArray(new JsonObject { ["text"] = text });
        whole["stopReason"] = "end_turn";
        return true;
    }

    private static bool TryAdd(JsonObject piece, JsonObject block)
    {
        foreach (var (name, _) in piece)
        {
            switch (name)
            {
                case "text" when piece.Text(name) is { } text:
                    block.Append(name, text);
                    break;
                case "toolUse" when piece.Object(name) is { } tool:
                    if (block.Object(name) is not { } known) block[name] = known = [];
                    foreach (var (property, value) in tool)
                    {
                        if (property is "input" && tool.Text(property) is { } input) known.Append(property, input);
                        else known[property] = value?.DeepClone();
                    }

                    break;
                case "reasoningContent" when piece.Object(name) is { } thinking:
                    if (!TryAddThinking(thinking, block)) return false;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool TryAddThinking(JsonObject thinking, JsonObject block)
    {
        if (block.Object("reasoningContent") is not { } known) block["reasoningContent"] = known = [];
        foreach (var (name, value) in thinking)
        {
            if (name is "redactedContent") known[name] = value?.DeepClone();
            else if (name is "text" or "signature" && thinking.Text(name) is { } text)
            {
                if (known.Object("reasoningText") is not { } inner) known["reasoningText"] = inner = [];
                inner.Append(name, text);
            }
            else return false;
        }

        return true;
    }

    private static bool TryFinish(JsonObject block)
    {
        if (block.Object("toolUse") is not { } tool) return true;
        if (tool.Text("input") is not { } written) return tool["input"] is not null;
        tool["input"] = written.Length == 0 ? new JsonObject() : JsonNodes.TryRead(written);
        return tool["input"] is not null;
    }

    private static bool TrySplit(JsonObject block, int index, List<Frame> events)
    {
        if (block.Text("text") is { } text) events.Add(Delta(index, new JsonObject { ["text"] = text }));
        else if (block.Object("toolUse") is { } tool)
        {
            events.Add(new Frame("contentBlockStart", new JsonObject { ["start"] = new JsonObject { ["toolUse"] = tool.CopyWithout("input") }, [Block] = index }));
            if (tool["input"] is { } input) events.Add(Delta(index, new JsonObject { ["toolUse"] = new JsonObject { ["input"] = JsonNodes.ToText(input) } }));
        }
        else if (block.Object("reasoningContent") is { } thinking)
        {
            foreach (var (name, value) in thinking.Object("reasoningText") ?? thinking)
            {
                events.Add(Delta(index, new JsonObject { ["reasoningContent"] = new JsonObject { [name] = value?.DeepClone() } }));
            }
        }
        else return false;

        return true;
    }

    private static Frame Delta(int index, JsonObject delta) => new("contentBlockDelta", new JsonObject { ["delta"] = delta, [Block] = index });
}
