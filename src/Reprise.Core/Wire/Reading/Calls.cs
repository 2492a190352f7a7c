using System.Text.Json;

namespace Reprise.Wire;

/// <summary>Reads the value that a request is, most often an object, with the cursor on it.</summary>
internal delegate void CallReader(ref JsonCursor json, CallBuilder call);

/// <summary>Takes a request apart. Faults end up in the reading and nothing is thrown.</summary>
internal static class Calls
{
    /// <param name="request">What was sent.</param>
    /// <param name="details">As for <see cref="IDialect.ReadRequest"/>.</param>
    /// <param name="read">Reads the request's one value.</param>
    /// <param name="anyValue">Whether a request may be something else than an object.</param>
    public static CallReading Read(in WireRequest request, bool details, CallReader read, bool anyValue = false)
    {
        var call = new CallBuilder { WantsDetails = details };
        var json = new JsonCursor(request.Body.Span);
        if (json.Bytes.Trim(" \r\n\t"u8).IsEmpty) return call.ToReading();
        try
        {
            if (!json.Start() || !json.IsObject && !anyValue) call.Error = "the request is no JSON object";
            else read(ref json, call);
        }
        catch (JsonException)
        {
            call.Error = "the request is no valid JSON";
        }

        return call.ToReading();
    }
}
