using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary><c>/model/{id}/converse</c> and <c>/converse-stream</c> of Amazon Bedrock.</summary>
internal sealed class BedrockConverse : IScriptedDialect
{
    public string StreamType => "application/vnd.amazon.eventstream";

    public bool Accepts(string path) =>
        path.StartsWith("/model/", StringComparison.Ordinal) && (path.EndsWith("/converse", StringComparison.Ordinal) || path.EndsWith("/converse-stream", StringComparison.Ordinal));

    public Ask Read(string path, JsonObject body)
    {
        var messages = body.Objects("messages");
        var lastUser = messages.ToList().FindLastIndex(m => m.Text("role") == "user" && m.ContentText("content") is { Length: > 0 });
        return new Ask
        {
            Model = path.Split('/')[2],
            Prompt = lastUser < 0 ? "" : messages[lastUser].ContentText("content")!,
            MessageCount = messages.Count,
            ToolResultCount = messages.Skip(lastUser + 1).Sum(m => m.Objects("content").Count(part => part.ContainsKey("toolResult"))),
            Tools = [.. body.Object("toolConfig").Objects("tools").Select(tool => tool.Object("toolSpec").Text("name")).OfType<string>()],
            Stream = path.EndsWith("/converse-stream", StringComparison.Ordinal),
            PromptTokens = Json.TokensOf(body["messages"]) + Json.TokensOf(body["system"]) + Json.TokensOf(body["toolConfig"]),
        };
    }

    public JsonObject Answer(Ask ask, Reply reply)
    {
        var answer = new JsonObject
        {
            ["metrics"] = Metrics(reply),
            ["output"] = new JsonObject { ["message"] = new JsonObject { ["content"] = new JsonArray([.. Blocks(reply)]), ["role"] = "assistant" } },
            ["stopReason"] = StopReason(reply),
        };
        if (reply.ShowUsage) answer["usage"] = Usage(reply);
        return answer;
    }

    public IEnumerable<byte[]> Stream(Ask ask, Reply reply)
    {
        yield return EventStream.Event("messageStart", new JsonObject { ["role"] = "assistant" });
        var index = 0;
        if (reply.Text.Length > 0)
        {
            foreach (var piece in Reply.Pieces(reply.Text)) yield return Delta(index, new JsonObject { ["text"] = piece });
            yield return EventStream.Event("contentBlockStop", new JsonObject { ["contentBlockIndex"] = index++ });
        }

        foreach (var tool in reply.Tools)
        {
            var start = new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = $"tooluse_{tool.Id}", ["name"] = tool.Name } };
            yield return EventStream.Event("contentBlockStart", new JsonObject { ["contentBlockIndex"] = index, ["start"] = start });
            yield return Delta(index, new JsonObject { ["toolUse"] = new JsonObject { ["input"] = tool.Arguments } });
            yield return EventStream.Event("contentBlockStop", new JsonObject { ["contentBlockIndex"] = index++ });
        }

        yield return EventStream.Event("messageStop", new JsonObject { ["stopReason"] = StopReason(reply) });
        var metadata = new JsonObject { ["metrics"] = Metrics(reply) };
        if (reply.ShowUsage) metadata["usage"] = Usage(reply);
        yield return EventStream.Event("metadata", metadata);
    }

    public JsonObject Error(int status, string message) => new() { ["message"] = message };

    public byte[] StreamError(string message) => EventStream.Exception("modelStreamErrorException", new JsonObject { ["message"] = message });

    private static byte[] Delta(int index, JsonObject delta) => EventStream.Event("contentBlockDelta", new JsonObject { ["contentBlockIndex"] = index, ["delta"] = delta });

    private static IEnumerable<JsonNode> Blocks(Reply reply)
    {
        if (reply.Text.Length > 0) yield return new JsonObject { ["text"] = reply.Text };
        foreach (var tool in reply.Tools)
            yield return new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = $"tooluse_{tool.Id}", ["name"] = tool.Name, ["input"] = JsonNode.Parse(tool.Arguments) } };
    }

    private static string StopReason(Reply reply) => reply.FinishAs("end_turn", "max_tokens", "tool_use", "content_filtered");

    private static JsonObject Metrics(Reply reply) => new() { ["latencyMs"] = (long)reply.FirstDelay.TotalMilliseconds + (reply.CompletionTokens * 8) };

    private static JsonObject Usage(Reply reply) => new()
    {
        ["inputTokens"] = reply.PromptTokens,
        ["outputTokens"] = reply.CompletionTokens,
        ["totalTokens"] = reply.PromptTokens + reply.CompletionTokens,
    };
}
