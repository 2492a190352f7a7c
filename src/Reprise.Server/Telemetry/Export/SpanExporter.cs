using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Store;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Export;

/// <summary>
/// Sends what this server has just stored to a collector, as gen_ai spans. Hears only which interactions there are and reads them from the record again, so that recording waits for
/// nothing. A collector that is away is asked again for a while; what finds no room in the meantime is left out and counted.
/// </summary>
internal sealed partial class SpanExporter : BackgroundService, ICaptureObserver
{
    private const int MostTries = 8;
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);

    private readonly ExportOptions _options;
    private readonly IReadOnlySet<string> _projects;
    private readonly IInteractionStore _store;
    private readonly ExportCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger<SpanExporter> _log;
    private readonly HttpClient _http;
    private readonly Channel<(string Project, InteractionId Id)> _waiting;

    public SpanExporter(IOptions<ExportOptions> options, IInteractionStore store, ExportCounters counters, TimeProvider time, ILogger<SpanExporter> log)
    {
        (_options, _store, _counters, _time, _log) = (options.Value, store, counters, time, log);
        _projects = _options.ProjectSet();
        _waiting = Channel.CreateBounded<(string, InteractionId)>(_options.QueueCapacity);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        if (!_options.IsOn) return;
        foreach (var record in interactions)
        {
            var interaction = record.Interaction;
            if ((_projects.Count > 0 && !_projects.Contains(interaction.Project)) || (!_options.Received && SpanOrigin.IsTelemetry(interaction))) continue;
            _counters.AddReceived();
            if (!_waiting.Writer.TryWrite((interaction.Project, interaction.Id))) _counters.AddDropped(1);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.IsOn) return;
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                // Calls come in bursts; a moment later there is more to send at once.
                if (_waiting.Reader.Count < _options.BatchSize) await Task.Delay(_gather, _time, stoppingToken);
                await SendAsync(MostTries, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var last = new CancellationTokenSource(_farewell, _time);
            await FlushAsync(last.Token);
        }
    }

    /// <summary>What still waits when the server stops is sent once, if the collector takes it in time.</summary>
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_waiting.Reader.Count > 0) await SendAsync(1, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _counters.AddDropped(_waiting.Reader.Count);
        }
    }

    private async Task SendAsync(int tries, CancellationToken cancellationToken)
    {
        var spans = new List<TelemetrySpan>();
        while (spans.Count < _options.BatchSize && _waiting.Reader.TryRead(out var one))
        {
            try
            {
                // It may have been deleted in the meantime. A collector is no owner: what only owners are shown stays here.
                if (await _store.FindAsync(one.Project, one.Id, cancellationToken) is { } record) spans.Add(SpanWriter.Write(RestrictedView.Of(record), _options.Content));
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
            {
                // A record that we fail to write is left out; it must not end the exporter, and with it the server.
                _counters.AddDropped(1);
                Log.NotRead(_log, one.Id.ToString(), e is StoreException ? e.Message : e.GetType().Name);
            }
        }

        if (spans.Count == 0) return;
        if (BodyOf(spans) is not { } body) return;
        for (var tried = 1; ; tried++)
        {
            var (outcome, wait) = await PostAsync(body, cancellationToken);
            if (outcome == Outcome.Taken)
            {
                _counters.AddSent(spans.Count);
                return;
            }

            if (outcome == Outcome.Refused)
            {
                _counters.AddRefused(spans.Count);
                return;
            }

            if (tried >= tries)
            {
                _counters.AddDropped(spans.Count);
                Log.GivenUp(_log, spans.Count, tried);
                return;
            }

            _counters.AddRetried();
            var pause = wait ?? TimeSpan.FromMilliseconds(500 * Math.Pow(2, tried));
            await Task.Delay(pause < _longest ? pause : _longest, _time, cancellationToken);
        }
    }

    /// <summary>Null, and counted, where spans cannot be written.</summary>
    private byte[]? BodyOf(List<TelemetrySpan> spans)
    {
        try
        {
            return _options.Protocol == ExportOptions.Json ? OtlpJsonWriter.Write(spans) : OtlpProtobufWriter.Write(spans);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _counters.AddDropped(spans.Count);
            Log.NotWritten(_log, spans.Count, e.GetType().Name);
            return null;
        }
    }

    private async Task<(Outcome Outcome, TimeSpan? Wait)> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Address()) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", _options.Protocol == ExportOptions.Json ? "application/json" : "application/x-protobuf");
        foreach (var (name, value) in _options.HeaderList()) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return (Outcome.Taken, null);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout) return (Outcome.Later, response.Headers.RetryAfter?.Delta);
            Log.Refused(_log, (int)response.StatusCode);
            return (Outcome.Refused, null);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (Outcome.Later, null);
        }
    }

    private enum Outcome
    {
        Taken,
        Later,
        Refused,
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Warning, "The collector refused spans for good with status {Status}")]
        public static partial void Refused(ILogger logger, int status);

        [LoggerMessage(9102, LogLevel.Warning, "Left out {Spans} spans: the collector did not take them in {Tries} tries")]
        public static partial void GivenUp(ILogger logger, int spans, int tries);

        [LoggerMessage(9104, LogLevel.Error, "Left out {Spans} spans that could not be written: {Reason}")]
        public static partial void NotWritten(ILogger logger, int spans, string reason);

        [LoggerMessage(9103, LogLevel.Warning, "Interaction {InteractionId} could not be read to be exported: {Reason}")]
        public static partial void NotRead(ILogger logger, string interactionId, string reason);
    }
}
