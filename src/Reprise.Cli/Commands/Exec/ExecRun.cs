using System.ComponentModel;
using System.Text.Json;
using Reprise.Cache.Tools;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Client.Recording;
using Reprise.Client.Tools;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Exec;

/// <summary>One <c>reprise exec</c>.</summary>
internal sealed class ExecRun(Terminal terminal, ExecRequest request)
{
    private const int MostInput = 16 * 1024 * 1024;
    private const int TimedOutCode = 124;
    private const int CannotRunCode = 126;
    private const int NotFoundCode = 127;
    private static readonly TimeSpan s_lookup = TimeSpan.FromSeconds(5);

    public bool AsksCache { get; init; }
    public bool Keeps { get; init; }
    public bool ReadsInput { get; init; }
    public double? MaxAgeHours { get; init; }
    public TimeSpan TimeLimit { get; init; }
    public int MostBytes { get; init; }

    public async Task<int> ExecuteAsync(RepriseClient client, IRecorder recorder, CancellationToken cancellationToken)
    {
        // 1. What it depends on.
        var stdin = ReadsInput ? await ReadInputAsync(cancellationToken) : default;
        var key = await ExecKey.ReadAsync(request, stdin, cancellationToken);
        if (key.Doubt is { } doubt) terminal.Tell($"reprise: {doubt}; it is run, and its answer is not kept.");
        var record = CallRecord.Begin(recorder, terminal.Time, InteractionKind.CliCommand, key.Tool);
        record.Request = new RequestDocument { Parameters = key.Input };

        // 2. The answer from the record, where there is one.
        if (AsksCache && key.Doubt is null && await FindAsync(client, key, cancellationToken) is var (source, answer) && await MakeFilesAsync(answer, cancellationToken))
        {
            // On record before it is said: whoever reads may stop reading, as in 'reprise exec … | head'.
            record.Cache = new CacheDocument { Status = "hit", Similarity = 1, SourceInteractionId = source };
            record.Metadata = Metadata(key, 0, cached: true);
            record.Response = new ResponseDocument { Content = answer.ToJson() };
            record.Complete();
            await terminal.Output.WriteAsync(answer.Stdout.Find(), cancellationToken);
            await using (var error = Console.OpenStandardError()) await error.WriteAsync(answer.Stderr.Find(), cancellationToken);
            return ExitCodes.Ok;
        }

        // 3. Else the command itself.
        return await RunAsync(key, stdin, record, cancellationToken);
    }

    private async Task<int> RunAsync(ExecKey key, ReadOnlyMemory<byte> stdin, CallRecord record, CancellationToken cancellationToken)
    {
        ExecutableResult result;
        try
        {
            await using var error = Console.OpenStandardError();
            result = await ExecutableRunner.RunAsync(
                new ExecutableRun
                {
                    Arguments = request.Arguments, WorkingFolder = request.Folder, Input = stdin, TimeLimit = TimeLimit, KeptBytes = MostBytes, FloodBytes = null, MaxProcesses = null, KeepsChildren = true,
                    OutputTo = terminal.Output, ErrorTo = error,
                },
                terminal.Time, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or Win32Exception)
        {
            terminal.Tell($"reprise: {e.Message}");
            var code = e is Win32Exception ? CannotRunCode : NotFoundCode;
            record.Metadata = Metadata(key, code, cached: false);
            record.Complete(InteractionStatus.Error, e is Win32Exception ? "cannot_run" : "not_found", e.Message);
            return code;
        }

        var exitCode = result.End switch { ExecutableEnd.TimedOut => TimedOutCode, ExecutableEnd.Cancelled => ExitCodes.Interrupted, _ => result.ExitCode };
        var files = result.IsSuccess ? await OutputFiles.ReadAsync(request.Folder, request.Outputs, MostBytes - result.OutputBytes - result.ErrorBytes, CancellationToken.None) : [];
        var isWhole = files is not null && !result.IsOutputTruncated && !result.IsErrorTruncated;
        if (!isWhole) record.RecordError = "the answer is larger than is kept, or not all files were made";
        record.Response = new ResponseDocument { Content = new ExecAnswer { ExitCode = exitCode, Stdout = ExecBytes.Of(result.Output), Stderr = ExecBytes.Of(result.Error), Files = files ?? [] }.ToJson() };
        record.Metadata = Metadata(key, exitCode, cached: false, keeps: Keeps && isWhole && key.Doubt is null, record.InteractionId.ToString());
        var (status, reason) = result.End switch
        {
            ExecutableEnd.TimedOut => (InteractionStatus.Timeout, "timeout"),
            ExecutableEnd.Cancelled => (InteractionStatus.Cancelled, "cancelled"),
            _ => result.IsSuccess ? (InteractionStatus.Success, null) : (InteractionStatus.Error, (string?)"failure"),
        };
        record.Complete(status, reason, status == InteractionStatus.Error ? FormattableString.Invariant($"exit code {exitCode}") : null);
        return exitCode;
    }

    /// <summary>Null when there is none to use; a server that cannot be asked keeps nothing from being run.</summary>
    private async Task<(string Source, ExecAnswer Answer)?> FindAsync(RepriseClient client, ExecKey key, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_lookup);
        try
        {
            var found = await client.GetCachedResultAsync(new CachedResultRequest { ToolId = key.Tool, Input = key.Input, Inputs = key.Inputs, SimilarityThreshold = 1, MaxAgeHours = MaxAgeHours ?? 0 }, limit.Token);
            // A like input is another input here.
            if (found is not { Hit: true, Answer: { Input: { } input } hit } || !JsonElement.DeepEquals(input, key.Input)) return null;
            return ExecAnswer.Find(hit.Output) is { } answer && OutputFiles.MayWrite(request.Folder, request.Outputs, answer.Files) ? (hit.InteractionId, answer) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or RepriseApiException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            terminal.Tell("reprise: the server cannot be asked; it is run.");
            return null;
        }
    }

    /// <summary>False when they cannot be written; the command may know how.</summary>
    private async Task<bool> MakeFilesAsync(ExecAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            await OutputFiles.WriteAsync(request.Folder, answer.Files, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Tell("reprise: the files of the recorded answer cannot be written; it is run.");
            return false;
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadInputAsync(CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await using var input = terminal.OpenInput();
        var piece = new byte[64 * 1024];
        int read;
        while ((read = await input.ReadAsync(piece, cancellationToken)) > 0)
        {
            kept.Write(piece, 0, read);
            if (kept.Length > MostInput) throw CommandFailedException.Usage($"reprise exec: standard input is longer than {MostInput / (1024 * 1024)} MB; 'reprise wrap' passes on any length.");
        }

        return kept.ToArray();
    }

    private static JsonElement Metadata(ExecKey key, int exitCode, bool cached, bool keeps = false, string? id = null)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("exit_code", exitCode);
            if (!cached)
            {
                writer.WriteStartObject(DeclaredInputs.MetadataName);
                foreach (var (name, hash) in key.Inputs) writer.WriteString(name, hash);
                // What must not be used again has a key that nobody asks for.
                if (!keeps) writer.WriteString("not_kept", id ?? "");
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
