using Reprise.Wire;

namespace Reprise.Playback.Faults;

/// <summary>Errors in the shape of the provider that was asked, by what the request looks like.</summary>
internal static class ErrorShape
{
    /// <param name="request">What was asked.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Ours; null for what the provider itself would say.</param>
    /// <param name="message">For a person.</param>
    public static byte[] Of(TapeRequest request, int status, string? code, string message) => Of(request.Provider, request.Method, request.Path, status, code, message);

    public static byte[] Of(string provider, string method, string path, int status, string? code, string message)
    {
        var family = DialectCatalog.Find(null, provider, method, path).Name.Split('.')[0];
        return ErrorBody.Of(family is "opaque" or "json" ? provider : family, status, code, message);
    }
}
