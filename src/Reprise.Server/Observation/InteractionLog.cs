using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Observation;

/// <summary>
/// One JSON line on standard output for each recorded interaction, for Loki and its kind: ids, model, tokens, latency, status; never content. Setting
/// <c>Logging:Interactions</c>: <c>json</c> (the default) or <c>off</c>.
/// </summary>
/// <remarks>
/// Lines of a batch are written at once, by their own task: a terminal that is held or a pipe that nobody reads must not hold up the recording. Up to 64
/// batches wait; beyond them lines are dropped, and the next line that is written says how many.
/// </remarks>
internal sealed class InteractionLog(Stream output) : ICaptureObserver, IHostedService
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Channel<byte[]> _batches = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(64) { SingleReader = true });
    private Task _writing = Task.CompletedTask;
    private long _dropped;

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        var buffer = new ArrayBufferWriter<byte>(interactions.Count * 384);
        using var json = new Utf8JsonWriter(buffer, s_options);
        foreach (var recorded in interactions) WriteLine(json, buffer, recorded.Interaction);
        if (!_batches.Writer.TryWrite(buffer.WrittenSpan.ToArray())) Interlocked.Add(ref _dropped, interactions.Count);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writing = WriteAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _batches.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nobody reads; the lines are only a copy of what is on record.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var batch in _batches.Reader.ReadAllAsync())
            {
                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped) await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"event\":\"interaction_lines_dropped\",\"count\":{dropped}}}\n"));
                await output.WriteAsync(batch);
                await output.FlushAsync();
            }
        }
        catch (IOException)
        {
            // Standard output is closed: there is nobody to tell.
        }
    }

    private static void WriteLine(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, Interaction interaction)
    {
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("event", "interaction");
        json.WriteString("timestamp", interaction.Timestamp.UtcDateTime);
        json.WriteString("interaction_id", interaction.Id.ToString());
        json.WriteString("project", interaction.Project);
        json.WriteString("kind", Words.Of(interaction.Kind));
        Text("provider", interaction.Provider);
        Text("model", interaction.ResponseModel ?? interaction.Model);
        json.WriteString("status", Words.Of(interaction.Status));
        Number("http_status", interaction.HttpStatus);
        Text("error_code", interaction.ErrorCode);
        Number("prompt_tokens", interaction.Usage?.PromptTokens);
        Number("completion_tokens", interaction.Usage?.CompletionTokens);
        Number("latency_ms", interaction.LatencyMs);
        Number("ttft_ms", interaction.TtftMs);
        if (interaction.CostUsd is { } cost) json.WriteNumber("cost_usd", cost);
        Text("session_id", interaction.SessionId);
        Text("trace_id", interaction.TraceId);
        json.WriteEndObject();
        json.Flush();
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);

        void Text(string name, string? value)
        {
            if (value is not null) json.WriteString(name, value);
        }

        void Number(string name, long? value)
        {
            if (value is { } number) json.WriteNumber(name, number);
        }
    }
}
