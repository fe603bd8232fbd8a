namespace Runner.Sdk;

/// <summary>
/// Gets a plugin ready before its first action runs: what is compiled and loaded here is not waited for later. Named by
/// <see cref="PluginAttribute.WarmUp"/>; the type needs a public constructor without parameters.
/// </summary>
public interface IWarmUp
{
    /// <summary>
    /// Called once for a process, on a background thread, as soon as a workflow is seen to use the plugin; actions may run
    /// at the same time. It opens no connection to anyone, and what it throws is ignored: the action that meets the same
    /// trouble will tell of it.
    /// </summary>
    void WarmUp();
}
