using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>Google's generateContent: the assistant is the model, calls have no ids, and results are objects.</summary>
internal sealed class GeminiWriter : ICallWriter
{
    public JsonObject Write(CarriedCall call)
    {
        var json = new JsonObject();
        if (call.SystemText is { } system) json["systemInstruction"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = system }) };
        json["contents"] = Contents(call);
        if (call.Tools.Count > 0)
        {
            json["tools"] = new JsonArray(new JsonObject
            {
                ["functionDeclarations"] = new JsonArray([.. call.Tools.Select(static tool =>
                {
                    var declaration = new JsonObject { ["name"] = tool.Name };
                    declaration.Set("description", tool.Description);
                    if (tool.Schema is not null) declaration["parametersJsonSchema"] = SchemaForms.Standard(tool.Schema);
                    return (JsonNode)declaration;
                })]),
            });
            if (call.ToolChoice is { } choice) json["toolConfig"] = new JsonObject { ["functionCallingConfig"] = Choice(choice) };
        }

        var config = Config(call);
        if (config.Count > 0) json["generationConfig"] = config;
        TargetWriting.Leave(call, strict: true, parallel: true, effort: true);
        return json;
    }

    private static JsonObject Config(CarriedCall call)
    {
        var (parameters, config) = (call.Parameters, new JsonObject());
        config.Set("temperature", TargetWriting.Clamp(parameters.Temperature, 0, 2, "temperature", call.Losses));
        config.Set("topP", parameters.TopP);
        config.Set("topK", parameters.TopK);
        config.Set("maxOutputTokens", parameters.MaxTokens);
        config.Set("stopSequences", TargetWriting.Stops(call, most: 5));
        config.Set("seed", parameters.Seed);
        config.Set("presencePenalty", parameters.PresencePenalty);
        config.Set("frequencyPenalty", parameters.FrequencyPenalty);
        if (parameters.Answers > 1) config["candidateCount"] = parameters.Answers;
        if (parameters.ThinkingTokens is { } budget) config["thinkingConfig"] = new JsonObject { ["thinkingBudget"] = budget };
        if (call.Format is not { } format) return config;
        config["responseMimeType"] = "application/json";
        if (format.Schema is { } schema) config["responseJsonSchema"] = SchemaForms.Standard(schema);
        return config;
    }

    private static JsonArray Contents(CarriedCall call)
    {
        var contents = new JsonArray();
        JsonArray? results = null;
        foreach (var message in call.Messages)
        {
            var parts = new JsonArray();
            foreach (var part in message.Parts)
            {
                if (Part(part, call) is { } json) parts.Add((JsonNode)json);
            }

            if (parts.Count == 0) continue;
            if (message.Role is "tool" && results is not null)
            {
                // All results of one turn belong together.
                results.Add(parts[0]!.DeepClone());
                continue;
            }

            contents.Add((JsonNode)new JsonObject { ["role"] = message.Role is "assistant" ? "model" : "user", ["parts"] = parts });
            results = message.Role is "tool" ? parts : null;
        }

        return contents;
    }

    private static JsonObject? Part(CarriedPart part, CarriedCall call)
    {
        switch (part)
        {
            case TextPart { Text: var text }:
                return new JsonObject { ["text"] = text };
            case CallPart made:
                return new JsonObject { ["functionCall"] = new JsonObject { ["name"] = made.Name, ["args"] = Nodes.Arguments(made.Arguments, call.Losses) } };
            case ResultPart result:
                foreach (var media in result.Media) TargetWriting.Lose(media, call);
                if (result.Name is null) call.Losses.Add("which tool a result is from");
                return new JsonObject { ["functionResponse"] = new JsonObject { ["name"] = result.Name ?? "unknown", ["response"] = result.IsError ? new JsonObject { ["error"] = result.Text } : Nodes.Result(result.Text) } };
            case MediaPart { Base64: { } data } media:
                return new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = media.MediaType ?? "application/octet-stream", ["data"] = data } };
            case MediaPart { Url: { } url } media when url.StartsWith("gs://", StringComparison.Ordinal) || url.StartsWith("https://www.youtube.com/", StringComparison.Ordinal):
                var file = new JsonObject { ["fileUri"] = url };
                file.Set("mimeType", media.MediaType);
                return new JsonObject { ["fileData"] = file };
            case MediaPart media:
                TargetWriting.Lose(media, call);
                return null;
            default:
                return null;
        }
    }

    private static JsonObject Choice(ToolChoice choice)
    {
        var json = new JsonObject { ["mode"] = choice.Mode switch { "auto" => "AUTO", "none" => "NONE", _ => "ANY" } };
        if (choice.Name is { } name) json["allowedFunctionNames"] = new JsonArray((JsonNode)name);
        return json;
    }
}
