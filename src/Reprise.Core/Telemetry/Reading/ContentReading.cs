using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>
/// What was asked and answered, from the first place that says it. What the same span says again in other words is counted as understood and not kept twice.
/// </summary>
internal static class ContentReading
{
    private static readonly string[] s_toolInputs =
    [
        "gen_ai.tool.call.arguments", "ai.toolCall.args", "ai.toolCall.input", "tool_arguments", "flue.tool.arguments", "gcp.vertex.agent.tool_call_args", "lk.function_tool.arguments", "tool.input", "gen_ai.tool.input",
        "mcp.tool.arguments", "mcp.request.arguments",
    ];

    private static readonly string[] s_toolOutputs =
    [
        "gen_ai.tool.call.result", "ai.toolCall.result", "ai.toolCall.output", "tool_response", "flue.tool.result", "gcp.vertex.agent.tool_response", "lk.function_tool.output", "tool.output", "tool.result",
        "gen_ai.tool.output", "mcp.tool.result", "mcp.response.result",
    ];

    private static readonly string[] s_inputs =
    [
        "genkit:input", "gcp.vertex.agent.llm_request", "lk.chat_ctx", "lk.input_text", "lk.user_transcript", "lk.user_input", "flue.workflow.payload", "flue.task.prompt", "user_prompt", "gen_ai.retrieval.query.text",
        "reranker.query", "input.value", "traceloop.entity.input", "mlflow.spanInputs", "langwatch.input", "langsmith.span.inputs", "gen_ai.input", "input", "ai.value", "langfuse.trace.input",
    ];

    private static readonly string[] s_outputs =
    [
        "genkit:output", "gcp.vertex.agent.llm_response", "lk.response.text", "flue.workflow.result", "flue.task.result", "output.value", "traceloop.entity.output", "mlflow.spanOutputs", "langwatch.output",
        "langsmith.span.outputs", "gen_ai.output", "output", "final_result", "langfuse.trace.output",
    ];

    public static CallContent Read(TelemetrySpan span, AttributeReader attributes, SpanKind kind)
    {
        var content = new CallContent();
        var system = attributes.Peek("gen_ai.system_instructions") is { Value: not null } instructions ? TextOf(attributes, "gen_ai.system_instructions", instructions) : attributes.Text("llm.system_prompt", "gen_ai.system_prompt");

        // 1. What was asked.
        if (kind.IsTool) First(attributes, content, false, s_toolInputs, value => Input(content, value, isCall: false, isTool: true), () => content.HasInput);
        First(attributes, content, false, ["langfuse.observation.input"], value => Input(content, value, kind.IsCall, kind.IsTool), () => content.HasInput);
        Messages(attributes, content);
        if (!kind.IsTool) First(attributes, content, false, s_toolInputs, value => Input(content, value, isCall: false, isTool: true), () => content.HasInput);
        Embedded(attributes, content);

        // 2. What came back.
        if (kind.IsTool) First(attributes, content, true, s_toolOutputs, value => Output(content, value, isTool: true), () => content.HasOutput);
        First(attributes, content, true, ["langfuse.observation.output"], value => Output(content, value, kind.IsTool), () => content.HasOutput);
        Answers(attributes, content);
        if (!kind.IsTool) First(attributes, content, true, s_toolOutputs, value => Output(content, value, isTool: true), () => content.HasOutput);

        // 3. Events, whole runs of agents, and what is kept as one value.
        SpanEvents.Read(span, content);
        if (attributes.Json("events", "all_messages_events") is { ValueKind: JsonValueKind.Array } events) SpanEvents.Read(events, content);
        Run(attributes, content);
        First(attributes, content, false, s_inputs, value => Input(content, value, kind.IsCall, kind.IsTool), () => content.HasInput);
        First(attributes, content, true, s_outputs, value => Output(content, value, kind.IsTool), () => content.HasOutput);

        TakeCutOff(attributes, content);
        content.SystemPrompt ??= system;
        Tools(attributes, content);
        Documents(span, attributes, content);
        content.FinishReason ??= FinishReason(attributes);
        attributes.Text("lk.response.function_calls");
        return content;
    }

    /// <summary>Conversations as lists of messages.</summary>
    public static void Messages(AttributeReader attributes, CallContent content)
    {
        First(attributes, content, false, ["gen_ai.input.messages"], value => Input(content, value, isCall: true, isTool: false), () => content.HasInput);
        Indexed(attributes, "gen_ai.prompt.", json => BodyForms.Input(content, json, isCall: true, isTool: false), () => content.HasInput, except: ["name", "version", "id"]);
        First(attributes, content, false, ["gen_ai.prompt"], value => Input(content, value, isCall: true, isTool: false), () => content.HasInput);
        Indexed(attributes, "llm.input_messages.", json => BodyForms.Input(content, json, isCall: true, isTool: false), () => content.HasInput);
        Indexed(attributes, "llm.prompts.", json => content.Prompt = string.Join('\n', ((JsonElement?)json).Items().Select(Prompted)), () => content.HasInput);
        First(attributes, content, false, ["ai.prompt.messages", "ai.prompt", "llm.prompts"], value => Input(content, value, isCall: !IsKeyed(value), isTool: false), () => content.HasInput);
        if (attributes.PeekText("gen_ai.system_instructions") is null && attributes.Text("ai.prompt.system") is { } system) content.SystemPrompt ??= system;
    }

    /// <summary>Answers of models.</summary>
    public static void Answers(AttributeReader attributes, CallContent content)
    {
        First(attributes, content, true, ["gen_ai.output.messages"], value => Output(content, value, isTool: false), () => content.HasOutput);
        Indexed(attributes, "gen_ai.completion.", json => BodyForms.Output(content, json, isTool: false), () => content.HasOutput);
        First(attributes, content, true, ["gen_ai.completion"], value => Output(content, value, isTool: false), () => content.HasOutput);
        Indexed(attributes, "llm.output_messages.", json => BodyForms.Output(content, json, isTool: false), () => content.HasOutput);
        Indexed(attributes, "llm.choices.", json => BodyForms.Output(content, json, isTool: false), () => content.HasOutput);
        var had = content.HasOutput;
        var text = attributes.Text("ai.response.text", "ai.result.text");
        var reasoning = attributes.Text("ai.response.reasoning", "ai.result.reasoning", "gen_ai.response.reasoning");
        var calls = attributes.Json("ai.response.toolCalls", "ai.result.toolCalls");
        var made = attributes.Peek("ai.response.object") ?? attributes.Peek("ai.result.object");
        attributes.Text("ai.response.object", "ai.result.object");
        if (had) return;
        content.Answer(text);
        content.Reasoned(reasoning);
        if (calls is not null)
        {
            var parts = new MessageParts();
            parts.ReadCalls(calls);
            content.Called(parts.Calls);
        }

        if (made is { } value && !content.HasOutput) content.Answer(TelemetryJson.Text(value));
    }

    public static void Input(CallContent content, TelemetryValue value, bool isCall, bool isTool)
    {
        if (TelemetryJson.Parsed(value) is { } json) BodyForms.Input(content, json, isCall, isTool);
        else if (TelemetryJson.Scalar(value) is { } text) content.Prompt = text;
    }

    public static void Output(CallContent content, TelemetryValue value, bool isTool)
    {
        if (TelemetryJson.Parsed(value) is { ValueKind: not JsonValueKind.String } json) BodyForms.Output(content, json, isTool);
        else content.Answer(TelemetryJson.Parsed(value)?.GetString() ?? TelemetryJson.Scalar(value));
    }

    /// <summary>The first of these that says something; all that could be read count as understood once one did. What sets out to be JSON and is cut off is text where nothing whole says it.</summary>
    private static void First(AttributeReader attributes, CallContent content, bool isAnswer, ReadOnlySpan<string> names, Action<TelemetryValue> use, Func<bool> isDone)
    {
        foreach (var name in names)
        {
            if (attributes.Peek(name) is not { Value: not null } value) continue;
            if (TelemetryJson.IsBroken(value))
            {
                content.CutOff.Add((name, isAnswer));
                continue;
            }

            if (!isDone())
            {
                if (value.Text is { } text && string.IsNullOrWhiteSpace(text)) continue;
                use(value);
            }

            if (isDone()) attributes.Take(name);
        }
    }

    /// <summary>Exporters cut values off at a length of their own. It is what was asked or answered all the same, and a policy for that holds for it: among the metadata none would.</summary>
    private static void TakeCutOff(AttributeReader attributes, CallContent content)
    {
        foreach (var (name, isAnswer) in content.CutOff)
        {
            if (attributes.Peek(name)?.Text is not { } text) continue;
            attributes.Take(name);
            if (isAnswer && !content.HasOutput) content.Answer(text);
            else if (!isAnswer && !content.HasInput) content.Prompt = text;
        }
    }

    private static void Indexed(AttributeReader attributes, string prefix, Action<JsonElement> use, Func<bool> isDone, params ReadOnlySpan<string> except)
    {
        foreach (var name in except)
        {
            // gen_ai.prompt.name is the name of a template and no part of a prompt.
            if (attributes.Has(prefix + name) && !attributes.SeenBelow(prefix).Any(one => char.IsAsciiDigit(one.Key[0]) || one.Key is "role" or "content")) return;
        }

        var names = attributes.SeenBelow(prefix).Any();
        if (!names) return;
        var wasDone = isDone();
        if (IndexedAttributes.Read(attributes, prefix) is { } json && !wasDone) use(json);
    }

    /// <summary>A run of an agent: all it said, of which everything behind the last question is the answer.</summary>
    private static void Run(AttributeReader attributes, CallContent content)
    {
        if (attributes.Json("pydantic_ai.all_messages", "all_messages") is not { } all || content.HasInput) return;
        if (MessageForms.Read(all) is not { Count: > 0 } messages)
        {
            if (all.ValueKind == JsonValueKind.Array && all.GetArrayLength() > 0) content.Prompt = all.Raw();
            return;
        }

        var asked = messages.FindLastIndex(message => message.Role == "user") + 1;
        content.Messages.AddRange(messages.Take(asked == 0 ? messages.Count : asked));
        if (asked == 0 || content.HasOutput) return;
        content.Answered(messages.Skip(asked));
        if (content.HasOutput) content.FinishReason ??= ((JsonElement?)all).Items().LastOrDefault() is { ValueKind: JsonValueKind.Object } last ? last.Text("finish_reason") : null;
    }

    private static void Embedded(AttributeReader attributes, CallContent content)
    {
        if (attributes.HasPrefix("embedding.embeddings.") && IndexedAttributes.Read(attributes, "embedding.embeddings.") is { } embeddings)
        {
            var texts = ((JsonElement?)embeddings).Items().Select(item => item.Object("embedding")?.Text("text")).OfType<string>().ToList();
            if (!content.HasInput && texts.Count > 0) content.Prompt = string.Join('\n', texts);
        }

        if (attributes.Peek("ai.values") is { } values)
        {
            attributes.Take("ai.values");
            if (!content.HasInput && TelemetryJson.Parsed(values) is { ValueKind: JsonValueKind.Array } list) content.Prompt = string.Join('\n', list.EnumerateArray().Select(item => TelemetryJson.Parsed(item.AsText())?.AsText() ?? item.AsText()));
        }

        // Vectors are no words, and larger than everything else.
        attributes.Take("ai.embedding");
        attributes.Take("ai.embeddings");
    }

    private static void Tools(AttributeReader attributes, CallContent content)
    {
        var indexed = attributes.HasPrefix("llm.tools.") ? IndexedAttributes.Read(attributes, "llm.tools.") : null;
        var functions = attributes.HasPrefix("llm.request.functions.") ? IndexedAttributes.Read(attributes, "llm.request.functions.") : null;
        var listed = attributes.Json("gen_ai.tool.definitions", "ai.prompt.tools", "gen_ai.request.tools", "llm.tools", "ai.telemetry.metadata.tools");
        var given = attributes.Peek("model_request_parameters") is { } parameters ? TelemetryJson.Parsed(parameters)?.Field("function_tools") : null;
        var tools = indexed ?? listed ?? functions ?? given;
        if (tools is { ValueKind: JsonValueKind.Array }) content.Tools ??= TelemetryJson.Array(tools.Items().Select(Tool));
        else if (tools is { ValueKind: JsonValueKind.Object } named) content.Tools ??= TelemetryJson.Array([named]);
    }

    private static JsonElement Tool(JsonElement tool)
    {
        if (tool.ValueKind == JsonValueKind.Object && (tool.Object("tool")?.Field("json_schema") ?? tool.Field("tool.json_schema")) is { } schema) tool = schema;
        return tool.ValueKind == JsonValueKind.String && TelemetryJson.Parsed(tool.GetString()!) is { } parsed ? parsed : tool;
    }

    private static void Documents(TelemetrySpan span, AttributeReader attributes, CallContent content)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["retrieval.documents.", "reranker.output_documents."])
        {
            if (attributes.HasPrefix(prefix) && IndexedAttributes.Read(attributes, prefix) is { } found) ContextDocuments.Add(content, found);
        }

        if (attributes.Json("gen_ai.retrieval.documents", "retrieval.documents", "langwatch.contexts", "langwatch.rag.contexts") is { } listed) ContextDocuments.Add(content, listed);
        foreach (var one in span.Events.Where(one => one.Name is "db.query.result" or "db.search.result")) ContextDocuments.Add(content, one.Attributes);
    }

    private static string? FinishReason(AttributeReader attributes)
    {
        if (attributes.Texts("gen_ai.response.finish_reasons", "gen_ai.response.finish_reason") is [var first, ..]) return first;
        return attributes.Text("ai.response.finishReason", "ai.result.finishReason", "ai.finishReason", "llm.finish_reason", "llm.response.finish_reason", "llm.response.stop_reason", "gen_ai.completion.0.finish_reason");
    }

    private static string TextOf(AttributeReader attributes, string name, TelemetryValue value)
    {
        attributes.Take(name);
        return TelemetryJson.Parsed(value) is { } json ? BodyForms.Joined(json) : TelemetryJson.Scalar(value) ?? "";
    }

    private static string Prompted(JsonElement item) => item.Object("prompt")?.Text("text") ?? item.Text("text") ?? item.AsText();

    private static bool IsKeyed(TelemetryValue value) => TelemetryJson.Parsed(value) is { ValueKind: JsonValueKind.Object } json && json.Field("prompt") is null && json.Field("messages") is null && json.Field("system") is null;
}
