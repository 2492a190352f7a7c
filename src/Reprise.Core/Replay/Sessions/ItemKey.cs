using System.Text;
using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;

namespace Reprise.Replay.Sessions;

/// <summary>What an item says, as a short text: equal for items that differ only in how they are written.</summary>
internal static class ItemKey
{
    public static string Of(ReadOnlyMemory<byte> item)
    {
        if (JsonPlaces.Text(item) is { } text) item = JsonPlaces.Write(writer => writer.WriteStringValue(text));
        var content = JsonPlaces.Find(item.Span, "content"u8);
        if (content is { } place && JsonPlaces.Text(item[place]) is { } words)
        {
            item = JsonPlaces.Replace(item, [(place, JsonPlaces.Write(writer =>
            {
                writer.WriteStartArray();
                writer.WriteStartObject();
                writer.WriteString("type", "text");
                writer.WriteString("text", words);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }))]);
        }

        return CanonicalJson.Find(item, without: "cache_control") is { } canonical ? Hashes.OfBytes(Encoding.UTF8.GetBytes(canonical)) : Hashes.OfBytes(item.Span);
    }
}
