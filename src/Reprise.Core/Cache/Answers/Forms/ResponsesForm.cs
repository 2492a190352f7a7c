using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>OpenAI's Responses: a stream tells every step and ends with the whole answer.</summary>
internal sealed class ResponsesForm : IAnswerForm
{
    public FrameKind StreamKind(AnswerWish wish) => FrameKind.ServerSentEvents;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        JsonObject? whole = null;
        var items = new SortedDictionary<int, JsonNode>();
        foreach (var frame in events)
        {
            if (frame.Value is not { } value) continue;
            switch (value.Text("type"))
            {
                case "response.completed" or "response.incomplete":
                    whole = value.Object("response")?.CopyObject();
                    break;
                case "response.output_item.done" when value.Number("output_index") is { } index && value["item"] is { } item:
                    items[index] = item.DeepClone();
                    break;
                case "response.failed" or "error":
                    return null;
                default:
                    break;
            }
        }

        // Some servers leave out of the last event what they have told before.
        if (whole is not null && items.Count > 0 && whole["output"] is null or JsonArray { Count: 0 }) whole["output"] = new JsonArray([.. items.Values]);
        return whole;
    }

    public IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish)
    {
        if (whole.Array("output") is not { } output) return null;
        var status = whole.Text("status");
        if (status is not ("completed" or "incomplete")) return null;
        var begun = whole.CopyWithout("output_text", "completed_at");
        begun["status"] = "in_progress";
        begun["output"] = new JsonArray();
        if (begun.ContainsKey("usage")) begun["usage"] = null;
        if (begun.ContainsKey("incomplete_details")) begun["incomplete_details"] = null;
        var events = new ResponseEvents();
        events.Add("response.created", new JsonObject { ["response"] = begun });
        events.Add("response.in_progress", new JsonObject { ["response"] = begun.DeepClone() });
        for (var i = 0; i < output.Count; i++)
        {
            if (output[i] is not JsonObject item) return null;
            events.AddItem(item, i);
        }

        events.Add($"response.{status}", new JsonObject { ["response"] = whole.DeepClone() });
        return events.All;
    }

    public bool TryEdit(JsonObject whole, string text)
    {
        if (whole.Array("output") is not { } output) return false;
        var id = output.OfType<JsonObject>().FirstOrDefault(static item => item.Text("type") is "message")?.Text("id") ?? $"msg_{whole.Text("id")}";
        var part = new JsonObject { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = text };
        var message = new JsonObject { ["id"] = id, ["type"] = "message", ["status"] = "completed", ["content"] = new JsonArray(part), ["role"] = "assistant" };
        whole["output"] = new JsonArray(message);
        if (whole.ContainsKey("output_text")) whole["output_text"] = text;
        whole["status"] = "completed";
        if (whole.ContainsKey("incomplete_details")) whole["incomplete_details"] = null;
        return true;
    }
}
