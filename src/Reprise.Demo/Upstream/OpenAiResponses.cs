using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/v1/responses</c>: items instead of choices, named events instead of chunks.</summary>
internal sealed class OpenAiResponses : IScriptedDialect
{
    public bool Accepts(string path) => path.EndsWith("/responses", StringComparison.Ordinal);

    public Ask Read(string path, JsonObject body)
    {
        var items = body.Objects("input");
        var lastUser = items.ToList().FindLastIndex(item => item.Text("role") == "user");
        return new Ask
        {
            Model = body.Text("model") ?? "gpt-4.1-mini",
            Prompt = body["input"].AsText() ?? (lastUser < 0 ? "" : items[lastUser].ContentText("content") ?? ""),
            MessageCount = Math.Max(1, items.Count),
            ToolResultCount = items.Skip(lastUser + 1).Count(item => item.Text("type") == "function_call_output"),
            Tools = [.. body.Objects("tools").Select(tool => tool.Text("name")).OfType<string>()],
            Stream = body.Flag("stream"),
            Think = body.ContainsKey("reasoning"),
            PromptTokens = Json.TokensOf(body["input"]) + Json.TokensOf(body["instructions"]) + Json.TokensOf(body["tools"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply) => Response(reply, reply.Truncated ? "incomplete" : "completed", Items(reply));

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        var number = 0;
        yield return Event("response.created", new JsonObject { ["response"] = Response(reply, "in_progress", []) });
        yield return Event("response.in_progress", new JsonObject { ["response"] = Response(reply, "in_progress", []) });
        var items = Items(reply);
        for (var index = 0; index < items.Count; index++)
        {
            var item = (JsonObject)items[index]!;
            var id = item.Text("id")!;
            yield return Event("response.output_item.added", new JsonObject { ["output_index"] = index, ["item"] = Opening(item) });
            var part = PartOf(item);
            if (part is not null) yield return Event($"{part.Event}.added", At(part.Place, Opening(part.Node), "part"));
            foreach (var (type, delta) in Deltas(item)) yield return Event(type, At(part?.Place, delta, "delta"));
            if (part is not null)
            {
                yield return Event(part.TextEvent, At(part.Place, part.Node[part.TextName]!.DeepClone(), part.TextName));
                yield return Event($"{part.Event}.done", At(part.Place, part.Node.DeepClone(), "part"));
            }

            if (item.Text("type") == "function_call")
                yield return Event("response.function_call_arguments.done", new JsonObject { ["item_id"] = id, ["output_index"] = index, ["arguments"] = item.Text("arguments") });
            yield return Event("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = item.DeepClone() });

            JsonObject At(string? place, JsonNode value, string name)
            {
                var at = new JsonObject { ["item_id"] = id, ["output_index"] = index };
                if (place is not null) at[place] = 0;
                at[name] = value;
                return at;
            }
        }

        var status = reply.Truncated ? "incomplete" : "completed";
        yield return Event($"response.{status}", new JsonObject { ["response"] = Response(reply, status, Items(reply)) });

        byte[] Event(string type, JsonObject rest)
        {
            var node = new JsonObject { ["type"] = type, ["sequence_number"] = number++ };
            foreach (var (name, value) in rest) node[name] = value?.DeepClone();
            return Frames.Event(node);
        }
    }

    public JsonObject Error(int status, string message) => OpenAiChat.ErrorBody(status, message);

    public byte[] StreamError(string message) =>
        Frames.Event(new JsonObject { ["type"] = "error", ["code"] = "server_error", ["message"] = message, ["param"] = null, ["sequence_number"] = 999 });

    private static IEnumerable<(string Type, string Delta)> Deltas(JsonObject item)
    {
        switch (item.Text("type"))
        {
            case "reasoning":
                foreach (var piece in Reply.Pieces(item.Objects("summary")[0].Text("text")!)) yield return ("response.reasoning_summary_text.delta", piece);
                break;
            case "message":
                var part = item.Objects("content")[0];
                var refusal = part.Text("refusal");
                foreach (var piece in Reply.Pieces(refusal ?? part.Text("text")!)) yield return (refusal is null ? "response.output_text.delta" : "response.refusal.delta", piece);
                break;
            default:
                yield return ("response.function_call_arguments.delta", item.Text("arguments")!);
                break;
        }
    }

    /// <summary>The part of an item that its deltas fill; null for a call, which has none.</summary>
    private static Part? PartOf(JsonObject item) => item.Text("type") switch
    {
        "reasoning" => new Part(item.Objects("summary")[0], "text", "summary_index", "response.reasoning_summary_part", "response.reasoning_summary_text.done"),
        "message" when item.Objects("content")[0].ContainsKey("refusal") => new Part(item.Objects("content")[0], "refusal", "content_index", "response.content_part", "response.refusal.done"),
        "message" => new Part(item.Objects("content")[0], "text", "content_index", "response.content_part", "response.output_text.done"),
        _ => null,
    };

    /// <summary>An item or part as it is announced: without what its deltas will bring.</summary>
    private static JsonObject Opening(JsonObject item)
    {
        var opening = (JsonObject)item.DeepClone();
        foreach (var name in (string[])["content", "summary"])
            if (opening.ContainsKey(name)) opening[name] = new JsonArray();
        foreach (var name in (string[])["arguments", "text", "refusal"])
            if (opening.ContainsKey(name)) opening[name] = "";
        if (opening.ContainsKey("status")) opening["status"] = "in_progress";
        return opening;
    }

    private static JsonArray Items(Reply reply)
    {
        var items = new JsonArray();
        if (reply.Reasoning is not null)
            items.Add(new JsonObject { ["id"] = $"rs_{reply.Id}", ["type"] = "reasoning", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = reply.Reasoning }) });
        foreach (var tool in reply.Tools)
            items.Add(new JsonObject { ["id"] = $"fc_{tool.Id}", ["type"] = "function_call", ["status"] = "completed", ["call_id"] = $"call_{tool.Id}", ["name"] = tool.Name, ["arguments"] = tool.Arguments });
        if (reply.Tools.Count > 0) return items;
        var part = reply.Refuses
            ? new JsonObject { ["type"] = "refusal", ["refusal"] = reply.Text }
            : new JsonObject { ["type"] = "output_text", ["text"] = reply.Text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() };
        items.Add(new JsonObject { ["id"] = $"msg_{reply.Id}", ["type"] = "message", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(part) });
        return items;
    }

    private static JsonObject Response(Reply reply, string status, JsonArray items)
    {
        var response = new JsonObject
        {
            ["id"] = $"resp_{reply.Id}",
            ["object"] = "response",
            ["created_at"] = reply.Created.ToUnixTimeSeconds(),
            ["status"] = status,
            ["error"] = null,
            ["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = "max_output_tokens" } : null,
            ["model"] = reply.Model,
            ["output"] = items,
            ["parallel_tool_calls"] = true,
            ["store"] = true,
            ["usage"] = null,
        };
        if (status == "in_progress" || !reply.ShowUsage) return response;
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = reply.PromptTokens,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = reply.CachedTokens },
            ["output_tokens"] = reply.CompletionTokens,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reply.ReasoningTokens },
            ["total_tokens"] = reply.PromptTokens + reply.CompletionTokens,
        };
        return response;
    }

    /// <param name="Node">The part.</param>
    /// <param name="TextName">Its property that holds the text.</param>
    /// <param name="Place">The property that numbers it in events.</param>
    /// <param name="Event">What its events are called, without their ending.</param>
    /// <param name="TextEvent">The event that brings the whole text.</param>
    private sealed record Part(JsonObject Node, string TextName, string Place, string Event, string TextEvent);
}
