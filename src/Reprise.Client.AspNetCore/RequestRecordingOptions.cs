using Microsoft.AspNetCore.Http;

namespace Reprise.Client.AspNetCore;

/// <summary>What of an application's requests is recorded. By default: route, method, status and time, and nothing anybody sent.</summary>
public sealed class RequestRecordingOptions
{
    /// <summary>Paths to record, with all below them. Empty: all.</summary>
    public IList<PathString> Include { get; } = [];

    /// <summary>Paths not to record, with all below them; they win over <see cref="Include"/>.</summary>
    public IList<PathString> Exclude { get; } = [];

    /// <summary>Asked for each request before it is handled; those it says false of are not recorded. Null records all.</summary>
    public Func<HttpContext, bool>? Filter { get; set; }

    /// <summary>Who asks: asked before the request is handled and, where that is not known yet, again after. Null: nobody.</summary>
    public Func<HttpContext, string?>? User { get; set; }

    /// <summary>Which session a request belongs to, asked before it is handled; wins over header and cookie. Null: they say.</summary>
    public Func<HttpContext, string?>? Session { get; set; }

    /// <summary>The header that names the session; null for none. Default: <c>Reprise-Session</c>.</summary>
    public string? SessionHeader { get; set; } = "Reprise-Session";

    /// <summary>The cookie that stands for the session; null for none. Its hash is recorded, never its value, which lets in whoever has it.</summary>
    public string? SessionCookie { get; set; }

    /// <summary>Tags of a request, when it is handled; null for none.</summary>
    public Func<HttpContext, IReadOnlyList<string>?>? Tags { get; set; }

    /// <summary>Whether the address of the caller is recorded. Default false.</summary>
    public bool RecordIpAddress { get; set; }

    /// <summary>Whether the path itself is recorded and not only its route. Default false: paths hold ids and names.</summary>
    public bool RecordPaths { get; set; }

    /// <summary>Whether the query is recorded, values of parameters that may be credentials left out. Default false.</summary>
    public bool RecordQueries { get; set; }

    /// <summary>Whether the message of an exception is recorded and not only its type. Default false: such messages quote what was sent, and what a database said of it.</summary>
    public bool RecordErrorMessages { get; set; }

    /// <summary>Bytes kept of each textual body, as the handler reads and writes it. Default 0: none.</summary>
    public int BodyBytes { get; set; }

    /// <summary>The least status that counts as an error. Default 400.</summary>
    public int ErrorsFrom { get; set; } = StatusCodes.Status400BadRequest;
}
