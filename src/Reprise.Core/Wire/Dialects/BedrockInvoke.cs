using System.Buffers;
using System.Buffers.Text;
using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>
/// Bedrock's invoke: the model's own JSON, bare or as base64 in the chunks of a binary stream. Which family it is shows in the property names, so a new model
/// of a known family needs nothing.
/// </summary>
internal sealed class BedrockInvoke(string name, bool streams) : IDialect
{
    public string Name => name;
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "invoke";

    public CallReading ReadRequest(WireRequest request, bool details) =>
        PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path) with { Stream = streams };

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    internal static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("messages"u8) || name.Is("chat_history"u8)) call.Conversation(ref json);
            else if (name.Is("prompt"u8) || name.Is("inputText"u8) || name.Is("texts"u8) || name.Is("query"u8)) call.Input(ref json);
            else if (name.Is("message"u8)) call.LastMessage(ref json);
            else if (name.Is("system"u8) || name.Is("preamble"u8)) call.System(ref json);
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    internal static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.IsObject)
        {
            json.Skip();
            return;
        }

        var ahead = json;
        if (!TryChunk(ref ahead, answer))
        {
            ReadFamily(ref json, eventName, answer);
            return;
        }

        json.Skip();
    }

    /// <summary>Reads the model's JSON out of <c>{"bytes":"…"}</c>; false when this is no such chunk.</summary>
    private static bool TryChunk(ref JsonCursor json, AnswerBuilder answer)
    {
        while (json.NextProperty(out var name))
        {
            if (!name.Is("bytes"u8) || !json.IsString)
            {
                json.Skip();
                continue;
            }

            var written = json.Written();
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(written.Length)];
            if (Base64.DecodeFromUtf8(written, bytes, out _, out var length) is not OperationStatus.Done)
            {
                answer.Error ??= "a chunk of the answer is no valid base64";
                return true;
            }

            var inner = new JsonCursor(bytes.AsSpan(0, length));
            if (inner.Start() && inner.IsObject) ReadFamily(ref inner, default, answer);
            return true;
        }

        return false;
    }

    private static void ReadFamily(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        var ahead = json;
        switch (FamilyOf(ref ahead))
        {
            case Family.Chat:
                OpenAiChat.ReadAnswer(ref json, eventName, answer);
                break;
            case Family.Anthropic:
                AnthropicMessages.ReadAnswer(ref json, eventName, answer);
                break;
            case Family.Converse:
                Bedrock.ReadAnswer(ref json, eventName, answer);
                break;
            default:
                PlainText.ReadAnswer(ref json, eventName, answer);
                break;
        }
    }

    private static Family FamilyOf(ref JsonCursor json)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("choices"u8)) return Family.Chat;
            if (name.Is("output"u8) || name.Is("messageStart"u8) || name.Is("contentBlockStart"u8) || name.Is("contentBlockDelta"u8)
                || name.Is("contentBlockStop"u8) || name.Is("messageStop"u8) || name.Is("metadata"u8)) return Family.Converse;
            if (name.Is("completion"u8) || name.Is("type"u8) && IsAnthropic(json.Written())) return Family.Anthropic;
            json.Skip();
        }

        return Family.Plain;
    }

    private static bool IsAnthropic(ReadOnlySpan<byte> type) =>
        type.StartsWith("message"u8) || type.StartsWith("content_block"u8) || type.SequenceEqual("ping"u8) || type.SequenceEqual("error"u8) || type.SequenceEqual("completion"u8);

    private enum Family
    {
        Plain,
        Chat,
        Anthropic,
        Converse,
    }
}
