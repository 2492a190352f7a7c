using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>Mistral: OpenAI's shape, but its thinking models answer in parts, and its errors are flat.</summary>
internal sealed class MistralChat : OpenAiChat
{
    protected override bool SendsUsageWithFinish => true;

    public override JsonObject Error(int status, string message) => new()
    {
        ["object"] = "error",
        ["message"] = message,
        ["type"] = status switch { 429 => "rate_limited", 401 => "unauthorized", >= 500 => "internal_server_error", _ => "invalid_request_error" },
        ["param"] = null,
        ["code"] = status switch { 429 => "1300", 401 => "401", >= 500 => "3000", _ => "2210" },
    };

    protected override JsonNode? Content(Reply reply)
    {
        if (reply.Tools.Count > 0) return "";
        if (reply.Reasoning is null) return reply.Text;
        return new JsonArray(Thinking(reply.Reasoning), new JsonObject { ["type"] = "text", ["text"] = reply.Text });
    }

    protected override IEnumerable<JsonObject> TextDeltas(Reply reply)
    {
        if (reply.Reasoning is not null)
            foreach (var piece in Reply.Pieces(reply.Reasoning)) yield return new JsonObject { ["content"] = new JsonArray(Thinking(piece)) };
        if (reply.Tools.Count > 0) yield break;
        foreach (var piece in Reply.Pieces(reply.Text)) yield return new JsonObject { ["content"] = piece };
    }

    protected override string? ReasoningField(Reply reply) => null;

    private static JsonObject Thinking(string text) => new()
    {
        ["type"] = "thinking",
        ["thinking"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
    };
}
