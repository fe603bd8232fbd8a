using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A step's context for looking at what the step would do, without saying anything of it.</summary>
sealed class QuietContext(ActionContext step) : ActionContext
{
    public override TimeProvider Time => step.Time;

    public override string BaseDirectory => step.BaseDirectory;

    public override void Log(LogLevel level, string message)
    {
    }

    public override void Progress(string message, double? fraction = null)
    {
    }

    public override void Mask(string secret) => step.Mask(secret);

    public override void Open(IConnection connection) => throw new InvalidOperationException("Whoever only looks opens nothing.");

    public override T Shared<T>() => step.Shared<T>();

    public override T ForJob<T>() => step.ForJob<T>();
}
