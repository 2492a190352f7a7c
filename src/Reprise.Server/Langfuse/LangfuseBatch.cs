using System.Text.Json;
using Reprise.Server.Api;
using Reprise.Server.Ingest;

namespace Reprise.Server.Langfuse;

/// <summary>Cuts the body of a batch into its events without reading them, so that one broken event costs no other.</summary>
internal static class LangfuseBatch
{
    private const int MaxDepth = 1000;

    /// <summary>The events as they were sent. Throws a problem where there is no batch.</summary>
    public static IReadOnlyList<RecordSlice> Cut(ReadOnlyMemory<byte> body, int count)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Mistake("it is no JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isBatch = reader.ValueTextEquals("batch"u8);
                reader.Read();
                if (!isBatch)
                {
                    reader.Skip();
                    continue;
                }

                if (reader.TokenType != JsonTokenType.StartArray) throw Mistake("batch is no list");
                var start = (int)reader.TokenStartIndex;
                return RecordSlices.Json(body[start..EndOf(reader, body.Length)], count);
            }
        }
        catch (JsonException)
        {
            throw Mistake("it is not valid JSON");
        }

        throw Mistake("batch is missing");
    }

    /// <summary>Where the list ends; where it is broken, everything behind its begin, so that what comes before the fault is read.</summary>
    private static int EndOf(Utf8JsonReader list, int length)
    {
        try
        {
            list.Skip();
            return (int)list.BytesConsumed;
        }
        catch (JsonException)
        {
            return length;
        }
    }

    private static ApiProblem Mistake(string why) => new(400, "invalid-request", "The request cannot be read", $"The body is no batch of Langfuse's ingestion: {why}.");
}
