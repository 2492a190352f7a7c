using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>One wire format from the provider's side: reads an ask, dresses a reply.</summary>
internal interface IScriptedDialect
{
    /// <param name="path">Below the provider's base URL, with its slash.</param>
    bool Accepts(string path);

    Ask Read(string path, JsonObject body);

    JsonObject Answer(Ask ask, Reply reply);

    JsonObject Error(int status, string message);

    /// <summary>Content type of a streamed answer.</summary>
    string StreamType => "text/event-stream; charset=utf-8";

    /// <summary>The streamed answer, one element per write. Only asked of dialects that stream.</summary>
    IEnumerable<byte[]> Stream(Ask ask, Reply reply) => throw new NotSupportedException("This dialect does not stream.");

    /// <summary>The piece of a stream that reports an error.</summary>
    byte[] StreamError(string message) => Frames.Data(Error(500, message));

    /// <summary>Where the provider does not know a status, the one it uses instead.</summary>
    int StatusFor(int status) => status == 529 ? 503 : status;
}
