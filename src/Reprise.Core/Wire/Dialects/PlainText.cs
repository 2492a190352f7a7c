namespace Reprise.Wire;

/// <summary>
/// Reads answers of models that are no chat: Titan (<c>results[].outputText</c>), Llama (<c>generation</c>), Mistral (<c>outputs[].text</c>), Cohere
/// (<c>generations[].text</c>, <c>text</c>), AI21 (<c>completions[].data.text</c>), watsonx (<c>results[].generated_text</c>), text-generation servers.
/// </summary>
internal static class PlainText
{
    private const int MostLevels = 4;

    public static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (json.IsArray) ReadFirst(ref json, answer, level: 0);
        else if (json.EnterObject()) ReadObject(ref json, answer, level: 0);
    }

    private static void ReadObject(ref JsonCursor json, AnswerBuilder answer, int level)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("generated_text"u8) && json.IsString && answer.IsStream && level == 0)
            {
                // Hugging Face's last event repeats the whole text.
                answer.ForgetText();
                answer.IsDone = true;
                json.TextInto(answer.Content);
            }
            else if (name.Is("text"u8) || name.Is("generation"u8) || name.Is("outputText"u8) || name.Is("generated_text"u8) || name.Is("completion"u8))
            {
                answer.HasAnswer |= json.IsString;
                json.TextInto(answer.Content);
            }
            else if (name.Is("stop_reason"u8) || name.Is("finish_reason"u8) || name.Is("completionReason"u8) || name.Is("finishReason"u8)) ReadReason(ref json, answer);
            else if (level < MostLevels && (name.Is("results"u8) || name.Is("outputs"u8) || name.Is("generations"u8) || name.Is("completions"u8)) && json.IsArray)
                ReadFirst(ref json, answer, level + 1);
            else if (level < MostLevels && json.IsObject && (name.Is("data"u8) || name.Is("token"u8) || name.Is("details"u8))) ReadObject(ref json, answer, level + 1);
            else if (name.Is("tokenCount"u8) || name.Is("totalOutputTextTokenCount"u8)) ReadOutputCount(ref json, answer);
            else if (name.Is("usage"u8) || name.Is("meta"u8)) answer.Usage.Read(ref json);
            else if (name.Is("amazon-bedrock-invocationMetrics"u8))
            {
                answer.IsDone = true;
                answer.Usage.Read(ref json);
            }
            else if (name.Is("model"u8) || name.Is("model_id"u8) || name.Is("modelId"u8)) answer.Model = json.Text();
            else if (name.Is("id"u8) || name.Is("generation_id"u8)) answer.ResponseId ??= json.Text();
            else if (name.Is("is_finished"u8)) answer.IsDone |= json.Flag() ?? false;
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else if (json.Token is System.Text.Json.JsonTokenType.Number) answer.Usage.ReadProperty(ref json, name);
            else json.Skip();
        }
    }

    private static void ReadFirst(ref JsonCursor json, AnswerBuilder answer, int level)
    {
        for (var position = 0; json.NextItem(); position++)
        {
            if (position == 0 && json.IsObject) ReadObject(ref json, answer, level);
            else json.Skip();
        }
    }

    /// <summary>A word, or AI21's object with the word in it.</summary>
    private static void ReadReason(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.IsObject) answer.FinishReason = json.Text() ?? answer.FinishReason;
        else
        {
            while (json.NextProperty(out var name))
            {
                if (name.Is("reason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
                else json.Skip();
            }
        }
    }

    private static void ReadOutputCount(ref JsonCursor json, AnswerBuilder answer) => answer.Usage.ReadProperty(ref json, "outputTokenCount"u8);
}
