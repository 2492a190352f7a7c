using System.Text.Json.Nodes;
using Reprise.Wire;

namespace Reprise.Replay.Carrying;

/// <summary>OpenAI's chat completions and their kin; Mistral's few differences are here, too.</summary>
/// <param name="provider">The provider's name or family, which decides among the kin.</param>
internal sealed class OpenAiChatWriter(string provider) : ICallWriter
{
    private readonly string? _family = DialectCatalog.FamilyOf(provider);

    private bool IsMistral => _family is "mistral";

    public JsonObject Write(CarriedCall call)
    {
        var json = new JsonObject { ["model"] = call.Model, ["messages"] = Messages(call) };
        if (call.Tools.Count > 0)
        {
            json["tools"] = new JsonArray([.. call.Tools.Select(static tool =>
            {
                var function = new JsonObject { ["name"] = tool.Name };
                function.Set("description", tool.Description);
                function["parameters"] = SchemaForms.Standard(tool.Schema);
                if (tool.IsStrict) function["strict"] = true;
                return (JsonNode)new JsonObject { ["type"] = "function", ["function"] = function };
            })]);
            json.Set("tool_choice", Choice(call.ToolChoice));
            json.Set("parallel_tool_calls", call.Parameters.ParallelCalls);
        }

        WriteParameters(json, call);
        if (call.Streams)
        {
            json["stream"] = true;
            if (_family is "openai" or "azure" or "xai" or "deepseek") json["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        TargetWriting.Leave(call, topK: true, thinking: true, effort: IsMistral);
        return json;
    }

    private void WriteParameters(JsonObject json, CarriedCall call)
    {
        var parameters = call.Parameters;
        json.Set("temperature", TargetWriting.Clamp(parameters.Temperature, 0, IsMistral ? 1.5 : 2, "temperature", call.Losses));
        json.Set("top_p", parameters.TopP);
        json.Set(_family is "openai" or "azure" ? "max_completion_tokens" : "max_tokens", parameters.MaxTokens);
        json.Set("stop", TargetWriting.Stops(call, most: 4));
        json.Set(IsMistral ? "random_seed" : "seed", parameters.Seed);
        json.Set("presence_penalty", TargetWriting.Clamp(parameters.PresencePenalty, -2, 2, "presence penalty", call.Losses));
        json.Set("frequency_penalty", TargetWriting.Clamp(parameters.FrequencyPenalty, -2, 2, "frequency penalty", call.Losses));
        if (parameters.Answers > 1) json["n"] = parameters.Answers;
        if (parameters.Effort is { } effort && !IsMistral) json["reasoning_effort"] = effort;
        if (call.Format is not { } format) return;
        json["response_format"] = format.Schema is { } schema
            ? new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = format.Name ?? "answer", ["schema"] = SchemaForms.Standard(schema) } }
            : new JsonObject { ["type"] = "json_object" };
    }

    private JsonArray Messages(CarriedCall call)
    {
        var messages = new JsonArray();
        if (call.SystemText is { } system) messages.Add((JsonNode)new JsonObject { ["role"] = "system", ["content"] = system });
        foreach (var message in call.Messages)
        {
            if (message.Parts is [ResultPart result])
            {
                messages.Add((JsonNode)new JsonObject { ["role"] = "tool", ["tool_call_id"] = Id(result.CallId), ["content"] = result.Text });
                foreach (var media in result.Media) TargetWriting.Lose(media, call);
                if (result.IsError) call.Losses.Add("that a tool failed");
                continue;
            }

            var json = new JsonObject { ["role"] = message.Role, ["content"] = Content(message, call) };
            JsonNode[] calls = [.. message.Calls.Select(made => new JsonObject
            {
                ["id"] = Id(made.Id), ["type"] = "function", ["function"] = new JsonObject { ["name"] = made.Name, ["arguments"] = made.Arguments },
            })];
            if (calls.Length > 0) json["tool_calls"] = new JsonArray(calls);
            messages.Add((JsonNode)json);
        }

        return messages;
    }

    private static JsonNode? Content(CarriedMessage message, CarriedCall call)
    {
        if (!message.Media.Any() || message.Role is "assistant")
        {
            foreach (var media in message.Media) TargetWriting.Lose(media, call);
            return message.Text.Length == 0 && message.Calls.Any() ? null : message.Text;
        }

        var parts = new JsonArray();
        foreach (var part in message.Parts)
        {
            if (part is TextPart text) parts.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = text.Text });
            else if (part is MediaPart media)
            {
                if (Media(media) is { } json) parts.Add((JsonNode)json);
                else TargetWriting.Lose(media, call);
            }
        }

        return parts.Count > 0 ? parts : "";
    }

    private static JsonObject? Media(MediaPart media)
    {
        if (media.Kind is "image") return new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = media.Url ?? TargetWriting.DataUrl(media) } };
        if (media.Base64 is null) return null;
        if (media.Kind is "audio" && media.MediaType is { } type && type.Split('/')[^1] is "wav" or "mp3" or "mpeg" or "x-wav")
            return new JsonObject { ["type"] = "input_audio", ["input_audio"] = new JsonObject { ["data"] = media.Base64, ["format"] = media.MediaType!.EndsWith("wav", StringComparison.Ordinal) ? "wav" : "mp3" } };
        return media.Kind is "file" && media.MediaType is "application/pdf"
            ? new JsonObject { ["type"] = "file", ["file"] = new JsonObject { ["filename"] = media.Name ?? "document.pdf", ["file_data"] = TargetWriting.DataUrl(media) } }
            : null;
    }

    private JsonNode? Choice(ToolChoice? choice) => choice switch
    {
        null => null,
        { Mode: "tool" } => new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = choice.Name } },
        { Mode: "required" } when IsMistral => "any",
        _ => choice.Mode,
    };

    private string Id(string id) => IsMistral ? TargetWriting.Id(id, 9, exact: true) : TargetWriting.Id(id, 40);
}
