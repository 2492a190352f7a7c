namespace Reprise.Telemetry;

/// <summary>What a span is in the record.</summary>
/// <param name="Word">The kind, in the record's words.</param>
/// <param name="Operation">What is done, in the words of the gen_ai conventions where they have one.</param>
/// <param name="Counts">Whether its tokens and costs are its own. Those of agents, chains and wrappers are the sum of calls that have spans of their own.</param>
internal readonly record struct SpanKind(string Word, string? Operation, bool Counts)
{
    public bool IsCall => Word is "llm" or "embedding";
    public bool IsTool => Word == "tool";

    public static SpanKind Llm(string operation = "chat") => new("llm", operation, Counts: true);
    public static SpanKind Embedding { get; } = new("embedding", "embeddings", Counts: true);
    public static SpanKind Tool { get; } = new("tool", "execute_tool", Counts: false);
    public static SpanKind Check(string operation) => new("check", operation, Counts: false);
    public static SpanKind Step(string? operation) => new("event", operation, Counts: operation is "retriever" or "retrieval" or "reranker");
}

/// <summary>Tells what a span is. What it says of itself comes first, in the order of how exactly the conventions say it; then what it carries.</summary>
internal static class SpanKinds
{
    private static readonly string[] s_models =
    [
        "gen_ai.request.model", "gen_ai.response.model", "llm.model_name", "llm.request.model_name", "ai.model.id", "ai.response.model", "langfuse.observation.model.name",
        "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens",
        "gen_ai.completion", "gen_ai.prompt", "ai.prompt.messages", "ai.response.text", "llm.token_count.prompt", "llm.token_count.completion",
    ];

    private static readonly string[] s_modelPrefixes = ["gen_ai.prompt.", "gen_ai.completion.", "llm.input_messages.", "llm.output_messages.", "gen_ai.usage.", "llm.token_count.", "ai.usage."];

    private static readonly string[] s_tools =
    [
        "gen_ai.tool.name", "gen_ai.tool.call.id", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "ai.toolCall.name", "ai.toolCall.id", "ai.toolCall.result", "tool_arguments", "tool_response",
        "flue.tool.name", "gcp.vertex.agent.tool_call_args", "gcp.vertex.agent.tool_response", "lk.function_tool.name", "lk.function_tool.output",
    ];

    public static SpanKind Of(TelemetrySpan span, AttributeReader attributes) =>
        Own(attributes) ?? Said(attributes) ?? OfOperation(attributes.PeekText("gen_ai.operation.name")) ?? OfAiSdk(attributes) ?? OfWords(span, attributes) ?? OfScope(span, attributes) ?? ByContent(span, attributes);

    /// <summary>The AI SDK's name of what is done, without its prefix and the name of the caller's function; null where it says none.</summary>
    public static string? AiSdkOperation(AttributeReader attributes)
    {
        var said = attributes.PeekText("ai.operationId", "operation.name")?.Trim().Split(' ')[0];
        if (said is null) return null;
        if (said.StartsWith("ai.", StringComparison.Ordinal)) return said[3..];
        return attributes.Has("ai.operationId") ? said : null;
    }

    /// <summary>A record of ours that went out as a span says its kind.</summary>
    private static SpanKind? Own(AttributeReader attributes)
    {
        if (attributes.PeekText("reprise.kind") is not { } word || Interactions.Words.ReadKind(word) == Interactions.InteractionKind.Unknown) return null;
        return new SpanKind(word, attributes.PeekText("reprise.operation", "gen_ai.operation.name"), Counts: true);
    }

    private static SpanKind? Said(AttributeReader attributes) =>
        attributes.PeekText("langfuse.observation.type")?.ToLowerInvariant() switch
        {
            "generation" => SpanKind.Llm(),
            var word => Common(word),
        }
        ?? Common(attributes.PeekText("openinference.span.kind")?.ToLowerInvariant());

    private static SpanKind? Common(string? word) => word switch
    {
        "llm" or "chat_model" or "model" => SpanKind.Llm(),
        "embedding" or "embedder" => SpanKind.Embedding,
        "tool" or "tool.v2" => SpanKind.Tool,
        "guardrail" or "evaluator" or "evaluation" => SpanKind.Check(word),
        "chain" or "agent" or "retriever" or "reranker" or "prompt" or "workflow" or "task" or "span" or "event" or "parser" or "flow" or "memory" or "rag" => SpanKind.Step(word),
        _ => null,
    };

    private static SpanKind? OfOperation(string? operation) => operation?.ToLowerInvariant() switch
    {
        "chat" or "text_completion" or "generate_content" or "completion" or "message" or "response" or "responses" or "generate" => SpanKind.Llm(operation!.ToLowerInvariant()),
        "embeddings" or "embedding" or "embed" => SpanKind.Embedding,
        "execute_tool" => SpanKind.Tool,
        "invoke_agent" or "create_agent" or "invoke_workflow" or "plan" or "retrieval" => SpanKind.Step(operation!.ToLowerInvariant()),
        { } other when other.EndsWith("_memory", StringComparison.Ordinal) || other.EndsWith("_memory_store", StringComparison.Ordinal) => SpanKind.Step(other),
        _ => null,
    };

    /// <summary>A function of the AI SDK that people call wraps the calls of models it makes, which have spans of their own.</summary>
    private static SpanKind? OfAiSdk(AttributeReader attributes) => AiSdkOperation(attributes) switch
    {
        null => null,
        { } said when said.EndsWith(".doEmbed", StringComparison.Ordinal) || said.EndsWith(".doRerank", StringComparison.Ordinal) => SpanKind.Embedding,
        { } said when said.EndsWith(".doGenerate", StringComparison.Ordinal) || said.EndsWith(".doStream", StringComparison.Ordinal) => SpanKind.Llm(),
        "toolCall" or "executeTool" => SpanKind.Tool,
        { } said when said is "generateText" or "streamText" or "generateObject" or "streamObject" or "embed" or "embedMany" or "rerank" or "agent" => new SpanKind("event", "ai." + said, Counts: false),
        _ => null,
    };

    private static SpanKind? OfWords(TelemetrySpan span, AttributeReader attributes)
    {
        if (Common(attributes.PeekText("traceloop.span.kind")?.ToLowerInvariant()) is { } traceloop) return traceloop;
        if (attributes.PeekText("llm.request.type")?.ToLowerInvariant() is { } request) return request is "embedding" ? SpanKind.Embedding : request is "rerank" ? SpanKind.Step("reranker") : SpanKind.Llm(request is "completion" ? "text_completion" : "chat");
        if (Common(attributes.PeekText("langwatch.span.type", "langsmith.span.kind", "mlflow.spanType", "genkit:metadata:subtype")?.Trim('"').ToLowerInvariant()) is { } other) return other;
        if (attributes.PeekText("genkit:type") is not null) return SpanKind.Step("flow");
        if (ClaudeCode.Word(span, attributes) is { } word)
        {
            if (word == "llm_request") return SpanKind.Llm();
            return word.StartsWith("tool", StringComparison.Ordinal) ? SpanKind.Tool : SpanKind.Step(word == "interaction" ? "prompt" : word);
        }

        if (attributes.HasPrefix("flue.workflow.")) return SpanKind.Step("workflow");
        if (attributes.HasPrefix("flue.task.")) return SpanKind.Step("agent");
        return attributes.PeekText("mcp.method.name") is { } method ? (method == "tools/call" ? SpanKind.Tool : SpanKind.Step(method)) : null;
    }

    private static SpanKind? OfScope(TelemetrySpan span, AttributeReader attributes)
    {
        if (span.Scope == "gcp.vertex.agent" || attributes.HasPrefix("gcp.vertex.agent."))
        {
            if (span.Name == "call_llm" || attributes.Has("gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response")) return SpanKind.Llm("generate_content");
            if (span.Name.StartsWith("execute_tool", StringComparison.Ordinal)) return SpanKind.Tool;
            if (span.Name.StartsWith("invoke_agent", StringComparison.Ordinal) || span.Name.StartsWith("agent_run", StringComparison.Ordinal) || span.Name == "invocation") return SpanKind.Step("invoke_agent");
        }

        if (span.Scope != LiveKit.Scope) return null;
        return span.Name switch
        {
            "llm_request" => SpanKind.Llm(),
            "function_tool" => SpanKind.Tool,
            "agent_turn" or "agent_session" or "user_turn" or "llm_node" => SpanKind.Step(span.Name),
            _ => null,
        };
    }

    private static SpanKind ByContent(TelemetrySpan span, AttributeReader attributes)
    {
        if (attributes.Has(s_tools)) return SpanKind.Tool;
        if (attributes.Has("pydantic_ai.all_messages", "final_result", "all_messages_events") || (attributes.Has("gen_ai.agent.name") && span.Name.StartsWith("invoke_agent", StringComparison.Ordinal))) return SpanKind.Step("invoke_agent");
        if (attributes.Has("embedding.model_name")) return SpanKind.Embedding;
        if (attributes.HasPrefix("retrieval.documents.") || attributes.Has("gen_ai.retrieval.documents", "gen_ai.retrieval.query.text")) return SpanKind.Step("retriever");
        if (attributes.Has(s_models) || Array.Exists(s_modelPrefixes, attributes.HasPrefix) || SpanEvents.AreMessages(span)) return SpanKind.Llm();
        if (attributes.Has("tool.name") && attributes.Has("tool.input", "tool.output", "input.value", "tool.parameters")) return SpanKind.Tool;
        var method = attributes.PeekText("http.request.method", "http.method");
        return method is null ? SpanKind.Step(null) : new SpanKind("api_request", Http.Operation(method, attributes), Counts: false);
    }
}
