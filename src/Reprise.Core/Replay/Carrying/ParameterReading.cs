using System.Text.Json;
using Reprise.Replay.Editing;

namespace Reprise.Replay.Carrying;

/// <summary>Reads the parameters every family has some word for; what nobody else knows is noted by its name.</summary>
internal static class ParameterReading
{
    private static readonly string[] Holders = ["generationConfig", "generation_config", "inferenceConfig", "options", "textGenerationConfig", "parameters"];

    public static void Read(string name, JsonElement value, RequestShape shape, CarriedCall call, bool isOurs)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return;
        if (value.ValueKind is JsonValueKind.Object && (Holders.Contains(name, StringComparer.Ordinal) && (isOurs || shape.Holders.Contains(name, StringComparer.Ordinal) || name is "parameters")))
        {
            foreach (var inner in value.EnumerateObject()) Read(inner.Name, inner.Value, shape, call, isOurs);
        }
        else if (isOurs && name is "model" or "stream")
        {
            // Our own records name them among the parameters.
            if (name is "model") call.Model ??= value.AsText();
        }
        else if (name is "previous_response_id" or "conversation" or "conversation_id" or "cachedContent") call.Losses.Add("earlier turns that the provider keeps");
        else if (!TakeNumber(name, value, call.Parameters) && !TakeOther(name, value, call)) call.Losses.Add($"parameter '{JsonView.Shown(name)}'");
    }

    private static bool TakeNumber(string name, JsonElement value, CarriedParameters to)
    {
        var (number, whole) = (value.AsNumber(), value.AsWhole());
        if (number is null) return false;
        switch (name)
        {
            case "temperature":
                to.Temperature = number;
                return true;
            case "top_p" or "topP" or "p":
                to.TopP = number;
                return true;
            case "presence_penalty" or "presencePenalty":
                to.PresencePenalty = number;
                return true;
            case "frequency_penalty" or "frequencyPenalty":
                to.FrequencyPenalty = number;
                return true;
        }

        if (whole is null) return false;
        switch (name)
        {
            case "top_k" or "topK" or "k":
                to.TopK = whole;
                return true;
            case "max_tokens" or "max_completion_tokens" or "max_output_tokens" or "maxOutputTokens" or "maxTokens" or "num_predict" or "max_tokens_to_sample" or "maxTokenCount" or "max_gen_len"
                or "max_new_tokens":
                to.MaxTokens = whole > 0 ? whole : null;
                return true;
            case "seed" or "random_seed":
                to.Seed = whole;
                return true;
            case "n" or "candidateCount" or "num_generations":
                to.Answers = whole;
                return true;
            default:
                return false;
        }
    }

    private static bool TakeOther(string name, JsonElement value, CarriedCall call)
    {
        switch (name)
        {
            case "stop" or "stop_sequences" or "stopSequences":
                if (value.AsText() is { } one) call.Parameters.Stops.Add(one);
                else call.Parameters.Stops.AddRange(value.Items().Select(static item => item.AsText()).OfType<string>());
                return true;
            case "parallel_tool_calls":
                call.Parameters.ParallelCalls = value.ValueKind is JsonValueKind.True;
                return true;
            case "reasoning_effort":
                call.Parameters.Effort = value.AsText();
                return true;
            case "reasoning":
                call.Parameters.Effort = value.Word("effort");
                return call.Parameters.Effort is not null;
            case "think":
                call.Parameters.Effort = value.AsText() ?? (value.ValueKind is JsonValueKind.True ? "medium" : "none");
                return true;
            case "thinking" or "thinkingConfig" or "thinking_config":
                call.Parameters.ThinkingTokens = value.Field("budget_tokens", "thinkingBudget", "thinking_budget", "token_budget")?.AsWhole();
                return call.Parameters.ThinkingTokens is not null || value.Word("type") is "disabled";
            case "response_format" or "format" or "text" or "responseMimeType" or "response_mime_type" or "responseSchema" or "responseJsonSchema" or "response_schema" or "response_json_schema"
                or "output_format" or "output_config":
                return FormatReading.Take(name, value, call);
            default:
                return false;
        }
    }
}
