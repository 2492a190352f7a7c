using System.Text;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>What the caller set: temperature, limits and the like, under the names the providers' own requests use.</summary>
internal static class SpanParameters
{
    private static readonly string[] s_bodies = ["langfuse.observation.model.parameters", "langfuse.observation.model_parameters", "model_config", "model_parameters", "llm.invocation_parameters", "gen_ai.request.parameters"];
    private static readonly string[] s_plain = ["llm.temperature", "llm.top_p", "llm.top_k", "llm.frequency_penalty", "llm.presence_penalty", "llm.max_tokens"];
    private static readonly string[] s_notParameters = ["model", "stream", "streaming", "is_stream", "messages", "input", "contents", "tools", "user", "parameters", "model_name", "system", "instructions", "prompt", "type"];

    public static void Read(AttributeReader attributes, CallContent content)
    {
        foreach (var name in s_bodies)
        {
            if (attributes.Peek(name) is not { } value || TelemetryJson.Parsed(value) is not { ValueKind: JsonValueKind.Object } body) continue;
            attributes.Take(name);
            foreach (var member in body.EnumerateObject()) Add(content, member.Name, member.Value);
            if (body.Field("tools") is { ValueKind: JsonValueKind.Array } tools) content.Tools ??= tools;
        }

        foreach (var prefix in (ReadOnlySpan<string>)["gen_ai.request.", "gen_ai.openai.request.", "llm.invocation_parameters.", "ai.settings."])
        {
            foreach (var (name, value) in attributes.SeenBelow(prefix).ToList())
            {
                var known = Name(name);
                if (s_notParameters.Contains(known, StringComparer.Ordinal)) continue;
                attributes.Take(prefix + name);
                if (value.Value is not (null or "")) Add(content, known, TelemetryJson.Parsed(value) ?? TelemetryJson.Of(value));
            }
        }

        foreach (var name in s_plain)
        {
            if (attributes.Peek(name) is not { Value: not (null or "") } value) continue;
            attributes.Take(name);
            Add(content, name["llm.".Length..], TelemetryJson.Of(value));
        }

        Named(attributes, content, "stop_sequences", "llm.chat.stop_sequences");
        Named(attributes, content, "output_type", "gen_ai.output.type");
        Named(attributes, content, "tool_choice", "ai.prompt.toolChoice");
        if (attributes.Peek("genkit:input") is { } genkit && TelemetryJson.Parsed(genkit)?.Object("config") is { } config)
        {
            foreach (var member in config.EnumerateObject()) Add(content, Name(member.Name), member.Value);
        }

        // The AI SDK passes on in the answer what class of service the provider gave.
        if (content.FindParameter("service_tier") is null && attributes.Peek("ai.response.providerMetadata") is { } metadata && TelemetryJson.Parsed(metadata)?.Object("openai")?.Field("serviceTier") is { } tier) content.Parameter("service_tier", tier);
    }

    private static void Named(AttributeReader attributes, CallContent content, string name, string attribute)
    {
        if (attributes.Peek(attribute) is not { Value: not (null or "") } value) return;
        attributes.Take(attribute);
        content.Parameter(name, TelemetryJson.Parsed(value) ?? TelemetryJson.Of(value));
    }

    private static void Add(CallContent content, string name, JsonElement value)
    {
        if (!s_notParameters.Contains(name, StringComparer.Ordinal)) content.Parameter(name, value);
    }

    /// <summary><c>topK</c> is <c>top_k</c>; both names of the most tokens of an answer are one.</summary>
    private static string Name(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString() is "max_output_tokens" ? "max_tokens" : text.ToString();
    }
}
