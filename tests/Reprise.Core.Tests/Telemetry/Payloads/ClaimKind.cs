namespace Reprise.Core.Tests.Telemetry;

/// <summary>Kinds of other projects in the record's words. Steps (agents, chains, retrievers) are events whose operation says which; a wrapper of the AI SDK around a call is one too.</summary>
internal static class ClaimKind
{
    public static Finding Check(Recorded record, Claim claim)
    {
        if (claim.Expected is null) return Finding.None("a form inside that project");
        return Finding.Of(Matches(record, claim.Expected.ToString()) != claim.IsNot, $"expected {claim.Expected}, found {record.Document.Kind} {record.Document.Operation}");
    }

    public static bool Matches(Recorded record, string type)
    {
        var (kind, operation) = (record.Document.Kind, record.Document.Operation ?? "");
        var word = type.ToLowerInvariant().Replace("-create", "", StringComparison.Ordinal);
        return word switch
        {
            "generation" or "llm" or "chat" or "completion" => kind == "llm" || (kind == "event" && operation.StartsWith("ai.", StringComparison.Ordinal)),
            "embedding" => kind == "embedding" || (kind == "event" && operation.StartsWith("ai.embed", StringComparison.Ordinal)),
            "tool" => kind == "tool",
            "span" or "task" or "workflow" or "event" => kind is "event" or "api_request",
            "server" or "client" or "http" => kind is "api_request" or "event",
            "guardrail" or "evaluator" or "evaluation" => kind == "check",
            "agent" or "chain" or "retriever" or "rag" => kind == "event" && operation.Contains(word, StringComparison.Ordinal),
            _ => kind == word,
        };
    }
}
