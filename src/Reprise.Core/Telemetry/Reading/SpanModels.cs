using System.Text;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Who was called: the provider under the record's name for it, the model asked for, and the one that answered.</summary>
internal static class SpanModels
{
    private static readonly string[] s_asked =
    [
        "gen_ai.request.model", "llm.request.model_name", "ai.model.id", "langfuse.observation.model.name", "llm.model_name", "embedding.model_name", "reranker.model_name", "llm.request.model", "gcp.vertex.agent.model",
        "mlflow.llm.model", "provided_model_name", "model", "model_name", "gen_ai.request.model_id", "lk.model",
    ];

    public static (string? Provider, string? Model, string? ResponseModel) Read(TelemetrySpan span, AttributeReader attributes, SpanKind kind)
    {
        var asked = Clean(attributes.Text(s_asked));
        var answered = Clean(attributes.Text("gen_ai.response.model", "ai.response.model", "llm.response.model_name", "llm.response.model", "langsmith.response.model"));
        if (attributes.PeekText("genkit:name") is { } genkit && kind.IsCall) asked ??= Clean(genkit);
        if (asked is null && attributes.Peek("gcp.vertex.agent.llm_request") is { } request && TelemetryJson.Parsed(request) is { } body) asked = Clean(body.Text("model"));
        if (answered is null && attributes.Peek("gcp.vertex.agent.llm_response") is { } response && TelemetryJson.Parsed(response) is { } said) answered = Clean(said.Text("model_version"));
        var provider = Provider(span, attributes, asked, kind);
        return (provider, asked ?? answered, answered);
    }

    private static string? Provider(TelemetrySpan span, AttributeReader attributes, string? model, SpanKind kind)
    {
        var said = attributes.PeekText("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider", "gen_ai.request.provider", "llm.vendor");
        if (said is null && ClaudeCode.Word(span, attributes) is not null && kind.IsCall) return "anthropic";
        if (said is null && kind.IsCall && attributes.HasPrefix("genkit:") && model?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash) return Ours(model[..slash]);
        if (said is null) return span.Scope == "gcp.vertex.agent" && kind.IsCall ? "gemini" : null;
        var name = Ours(said);
        // The sender's own word stays among the metadata where ours is another.
        foreach (var attribute in (ReadOnlySpan<string>)["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"])
        {
            if (attributes.PeekText(attribute) == name) attributes.Take(attribute);
        }

        return name;
    }

    /// <summary>The name under which the gateway knows the same provider, so that one filter finds both.</summary>
    private static string Ours(string said)
    {
        var name = said.Trim().ToLowerInvariant();
        return name switch
        {
            "aws.bedrock" or "aws_bedrock" or "amazon-bedrock" or "bedrock_converse" => "bedrock",
            "az.ai.openai" or "azure.ai.openai" or "azure_openai" or "azure-openai" => "azure",
            "gcp.gemini" or "gcp.gen_ai" or "gcp.vertex.agent" or "google_genai" or "googleai" or "google" or "google.generative-ai" or "gemini" => "gemini",
            "gcp.vertex_ai" or "vertexai" or "vertex_ai" or "google.vertex" => "vertex",
            "mistral_ai" or "mistralai" => "mistral",
            "x_ai" => "xai",
            _ when name.Contains('.', StringComparison.Ordinal) && !name.StartsWith("az.", StringComparison.Ordinal) && !name.StartsWith("gcp.", StringComparison.Ordinal) => First(name),
            _ => name,
        };
    }

    /// <summary>The AI SDK adds the kind of model: <c>openai.chat</c>, <c>anthropic.messages</c>.</summary>
    private static string First(string name) => name.Split('.')[^1] is "chat" or "messages" or "responses" or "completion" or "embedding" or "embeddings" or "generative-ai" ? Ours(name[..name.LastIndexOf('.')]) : name;

    /// <summary>Without the colours of a terminal and other characters nobody sees.</summary>
    private static string? Clean(string? model)
    {
        if (model is null || !model.Any(char.IsControl)) return model?.Trim();
        var text = new StringBuilder(model.Length);
        for (var i = 0; i < model.Length; i++)
        {
            if (model[i] == '\u001b')
            {
                var end = model.IndexOf('m', i);
                i = end < 0 ? model.Length : end;
            }
            else if (!char.IsControl(model[i])) text.Append(model[i]);
        }

        return text.Length == 0 ? null : text.ToString().Trim();
    }
}
