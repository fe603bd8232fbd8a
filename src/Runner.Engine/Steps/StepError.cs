using Runner.Engine.Batches;
using Runner.Engine.Binding;
using Runner.Engine.BuiltIn;
using Runner.Engine.Calls;
using Runner.Engine.Events;
using Runner.Engine.Scripting;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;

namespace Runner.Engine.Steps;

/// <summary>What an exception means to the person who runs the workflow.</summary>
static class StepError
{
    public const string Defect = "action";

    /// <summary>What it means; where a plugin's defect was thrown goes to whoever debugs it.</summary>
    public static ErrorInfo Report(Exception exception, StepIdentity step, EventStream events)
    {
        var error = From(exception, step.Uses);
        if (error.Kind == Defect) events.Publish(new StepLogged(step, LogLevel.Debug, exception.ToString()));
        return error;
    }

    public static ErrorInfo From(Exception exception, string action) => exception switch
    {
        NetworkException e => new(NameCase.ToKebab(e.Kind.ToString()), e.Message) { Target = e.Target, Status = e.Status, Help = e.Help },
        ActionInputException e => new("input", e.Message.StartsWith($"`{e.Input}", StringComparison.Ordinal) ? e.Message : $"`{e.Input}`: {e.Message}"),
        FailedException e => new(ErrorInfo.Failed, e.Message),
        BatchException e => new("store", e.Message) { Help = e.Help },
        BindingException e => new("input", e.Message) { Help = e.Help },
        TemplateException { InnerException: NetworkException inner } => From(inner, action),
        TemplateException e => new("expression", e.Message) { Location = e.Location.ToString() },
        CalledWorkflowException e => e.Error,
        ScriptException e => e.Error,
        ExpectationException e => new(ErrorInfo.Expectation, e.Message) { Location = e.Location },
        PluginLoadException e => new("plugin", e.Message),
        _ => new(Defect, $"{action} failed in a way that it does not explain: {exception.GetType().Name}: {exception.Message}")
        {
            Help = "this is a defect of the plugin; --log json shows where it was thrown",
        },
    };
}
