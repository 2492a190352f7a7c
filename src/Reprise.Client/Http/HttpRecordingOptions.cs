namespace Reprise.Client.Http;

/// <summary>What of a program's own calls over HTTP is recorded, and in what form.</summary>
public sealed class HttpRecordingOptions
{
    /// <summary>Asked for each call; those it says false of pass unseen. Null records all. Must be quick and safe for many threads.</summary>
    public Func<HttpRequestMessage, bool>? Filter { get; set; }

    /// <summary>
    /// Providers by their host, such as <c>llm.example.com</c> or <c>10.0.0.7:8080</c>, beside the known ones. Calls to a host of unknown name are calls to a model only
    /// where their path belongs to a known wire format and the request names a model.
    /// </summary>
    public IDictionary<string, string> Providers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Bytes kept of each body of a call to a model. Default 4 MB; 0 records none, and then no tokens either.</summary>
    public int ModelBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes kept of each textual body of any other call. Default 0: none.</summary>
    public int OtherBodyBytes { get; set; }

    /// <summary>Whether the path of other calls is recorded as it is. Default false: parts of it that look like ids or keys are <c>{}</c>.</summary>
    public bool RecordPaths { get; set; }

    /// <summary>
    /// Whether other calls carry a <c>traceparent</c> (W3C) that names their record, so that what the other side records becomes its child. Default true; calls to
    /// the known model providers and calls that have one already go out as they are.
    /// </summary>
    public bool PropagateTrace { get; set; } = true;

    /// <summary>
    /// The <see cref="HttpClient.Timeout"/> of the clients that use the handler. Such a limit reaches a handler as a cancellation like any other; where this says how long it
    /// is, a call that is cancelled before its answer begins and not before that time is recorded as a timeout. Null: all are cancellations.
    /// </summary>
    public TimeSpan? ClientTimeout { get; set; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
