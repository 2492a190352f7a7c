using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>One block of Anthropic's content while it grows, and the events in which a whole one would have grown.</summary>
internal sealed class MessageBlock(JsonObject block)
{
    private string? _input;

    public bool TryAdd(JsonObject delta)
    {
        switch (delta.Text("type"))
        {
            case "text_delta":
                block.Append("text", delta.Text("text") ?? "");
                return true;
            case "thinking_delta":
                block.Append("thinking", delta.Text("thinking") ?? "");
                return true;
            case "signature_delta":
                block["signature"] = delta.Copy("signature");
                return true;
            case "input_json_delta":
                _input += delta.Text("partial_json");
                return true;
            case "citations_delta":
                block.List("citations").Add(delta.Copy("citation"));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Null when the pieces of its input are no JSON together.</summary>
    public JsonObject? Whole()
    {
        if (string.IsNullOrEmpty(_input)) return block;
        if (JsonNodes.TryRead(_input) is not { } input) return null;
        block["input"] = input;
        return block;
    }

    public static void Split(JsonObject whole, int index, List<Frame> events)
    {
        switch (whole.Text("type"))
        {
            case "text":
                Start(whole, "text", index, events);
                Delta(index, "text_delta", "text", whole.Copy("text"), events);
                foreach (var citation in whole.Array("citations") ?? []) Delta(index, "citations_delta", "citation", citation?.DeepClone(), events);
                break;
            case "thinking":
                Start(whole, "thinking", index, events);
                Delta(index, "thinking_delta", "thinking", whole.Copy("thinking"), events);
                if (whole.ContainsKey("signature")) Delta(index, "signature_delta", "signature", whole.Copy("signature"), events);
                break;
            case "tool_use" or "server_tool_use" or "mcp_tool_use":
                var tool = whole.CopyWithout("input");
                tool["input"] = new JsonObject();
                events.Add(Begin(index, tool));
                if (whole["input"] is { } input) Delta(index, "input_json_delta", "partial_json", JsonNodes.ToText(input), events);
                break;
            default:
                events.Add(Begin(index, whole.CopyObject()));
                break;
        }

        events.Add(MessagesForm.Event("content_block_stop", new JsonObject { ["index"] = index }));
    }

    private static void Start(JsonObject whole, string text, int index, List<Frame> events)
    {
        var begun = whole.CopyWithout(text, "citations", "signature");
        begun[text] = "";
        if (whole["citations"] is JsonArray) begun["citations"] = new JsonArray();
        if (whole.ContainsKey("signature")) begun["signature"] = "";
        events.Add(Begin(index, begun));
    }

    private static Frame Begin(int index, JsonObject block) => MessagesForm.Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = block });

    private static void Delta(int index, string type, string name, JsonNode? value, List<Frame> events) =>
        events.Add(MessagesForm.Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = new JsonObject { ["type"] = type, [name] = value } }));
}
