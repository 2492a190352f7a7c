namespace Reprise.Interactions;

/// <summary>An operation that is a call over HTTP, such as <c>POST /v1/messages</c>, taken apart.</summary>
/// <param name="Method">The method as it was sent.</param>
/// <param name="Path">The path as it was sent, without a query.</param>
public readonly record struct HttpOperation(string Method, string Path)
{
    /// <summary>Method and path as well as they can be told, to read what was sent by; what is no operation of this form is taken for a path that was posted to.</summary>
    public static HttpOperation Of(string? operation) => operation?.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        ? new HttpOperation(operation[..space], operation[(space + 1)..])
        : new HttpOperation("POST", string.IsNullOrEmpty(operation) ? "/" : operation);

    /// <summary>Method and path of what certainly is a whole call over HTTP; null for the name of a tool, say, or a path that was cut.</summary>
    public static HttpOperation? Find(string? operation)
    {
        if (operation?.Contains(' ', StringComparison.Ordinal) is not true) return null;
        var call = Of(operation);
        var isCall = call.Method.Length > 0 && !call.Method.AsSpan().ContainsAnyExceptInRange('A', 'Z') && call.Path.StartsWith('/') && !call.Path.Contains(' ', StringComparison.Ordinal) && !call.Path.EndsWith('…');
        return isCall ? call : null;
    }
}
