using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Writes the events of OpenAI's Responses in order, each with its number.</summary>
internal sealed class ResponseEvents
{
    private readonly List<Frame> _all = [];

    public IReadOnlyList<Frame> All => _all;

    public void Add(string type, JsonObject properties)
    {
        var value = new JsonObject { ["type"] = type, ["sequence_number"] = _all.Count };
        value.Lay(properties);
        _all.Add(new Frame(type, value));
    }

    /// <summary>One item of the output: it begins empty, grows where it has text, and ends whole.</summary>
    public void AddItem(JsonObject item, int index)
    {
        var begun = item.CopyObject();
        if (begun.ContainsKey("status")) begun["status"] = "in_progress";
        var place = new JsonObject { ["item_id"] = item.Copy("id"), ["output_index"] = index };
        switch (item.Text("type"))
        {
            case "message":
                begun["content"] = new JsonArray();
                Begin(begun, index);
                AddParts(item, place);
                break;
            case "reasoning":
                begun["summary"] = new JsonArray();
                begun.Remove("content");
                Begin(begun, index);
                AddThinking(item, place);
                break;
            case "function_call":
                begun["arguments"] = "";
                Begin(begun, index);
                AddText(place, "response.function_call_arguments", "arguments", item.Text("arguments") ?? "");
                break;
            case "custom_tool_call":
                begun["input"] = "";
                Begin(begun, index);
                AddText(place, "response.custom_tool_call_input", "input", item.Text("input") ?? "");
                break;
            default:
                Begin(begun, index);
                break;
        }

        Add("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = item.DeepClone() });
    }

    private void Begin(JsonObject item, int index) => Add("response.output_item.added", new JsonObject { ["output_index"] = index, ["item"] = item });

    private void AddText(JsonObject place, string kind, string name, string text)
    {
        Add($"{kind}.delta", With(place, ("delta", text)));
        Add($"{kind}.done", With(place, (name, text)));
    }

    private void AddParts(JsonObject message, JsonObject place)
    {
        var parts = message.Array("content") ?? [];
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not JsonObject part) continue;
            var isRefusal = part.Text("type") is "refusal";
            var name = isRefusal ? "refusal" : "text";
            var text = part.Text(name) ?? "";
            var at = With(place, ("content_index", i));
            var begun = part.CopyObject();
            begun[name] = "";
            if (begun.ContainsKey("annotations")) begun["annotations"] = new JsonArray();
            if (begun.ContainsKey("logprobs")) begun["logprobs"] = new JsonArray();
            Add("response.content_part.added", With(at, ("part", begun)));
            if (isRefusal) AddText(at, "response.refusal", name, text);
            else AddOutputText(part, at, text);
            Add("response.content_part.done", With(at, ("part", part.DeepClone())));
        }
    }

    private void AddOutputText(JsonObject part, JsonObject at, string text)
    {
        var logprobs = part.Array("logprobs");
        Add("response.output_text.delta", With(at, ("delta", text), ("logprobs", logprobs?.DeepClone() ?? new JsonArray())));
        var annotations = part.Array("annotations") ?? [];
        for (var i = 0; i < annotations.Count; i++)
        {
            Add("response.output_text.annotation.added", With(at, ("annotation_index", i), ("annotation", annotations[i]?.DeepClone())));
        }

        Add("response.output_text.done", With(at, ("text", text), ("logprobs", logprobs?.DeepClone() ?? new JsonArray())));
    }

    private void AddThinking(JsonObject item, JsonObject place)
    {
        var summary = item.Array("summary") ?? [];
        for (var i = 0; i < summary.Count; i++)
        {
            if (summary[i] is not JsonObject part) continue;
            var at = With(place, ("summary_index", i));
            Add("response.reasoning_summary_part.added", With(at, ("part", new JsonObject { ["type"] = part.Copy("type"), ["text"] = "" })));
            AddText(at, "response.reasoning_summary_text", "text", part.Text("text") ?? "");
            Add("response.reasoning_summary_part.done", With(at, ("part", part.DeepClone())));
        }

        var content = item.Array("content") ?? [];
        for (var i = 0; i < content.Count; i++)
        {
            if (content[i] is JsonObject part) AddText(With(place, ("content_index", i)), "response.reasoning_text", "text", part.Text("text") ?? "");
        }
    }

    private static JsonObject With(JsonObject place, params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        var all = place.CopyObject();
        foreach (var (name, value) in more) all[name] = value;
        return all;
    }
}
